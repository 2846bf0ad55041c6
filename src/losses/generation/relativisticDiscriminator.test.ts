import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { relativisticDiscriminator } from "./relativisticDiscriminator.ts";

const plus = (x: number): number => Math.log1p(Math.exp(x));

test("only differences of scores count", async () => {
  const [real, fake] = [
    [1, 2],
    [0.5, -1],
  ];
  const want = real.map((x, i) => plus((fake[i] as number) - x));
  for (const offset of [0, 7]) {
    const got = await numbersOf(
      relativisticDiscriminator(float64(real.map((x) => x + offset)), float64(fake.map((x) => x + offset))),
    );
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(want[i] as number, 12);
    });
  }
});

test("averages over the other kind", async () => {
  const got = await numbersOf(relativisticDiscriminator(float64([1, 2]), float64([0.5, -1]), { average: true }));
  expect(got[0]).toBeCloseTo((plus(-(1 + 0.25)) + plus(0.5 - 1.5)) / 2, 12);
  expect(got[1]).toBeCloseTo((plus(-(2 + 0.25)) + plus(-1 - 1.5)) / 2, 12);
});
