import { expect, test } from "vitest";
import { drawNumbers, expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { huber } from "./huber.ts";
import { pseudoHuber } from "./pseudoHuber.ts";

test.each([0.5, 1, 3])("delta² (√(1 + (e/delta)²) - 1), delta %d", (delta) =>
  expectElementwise(
    (y, p) => pseudoHuber(y, p, { delta }),
    (y, p) => delta ** 2 * (Math.sqrt(1 + ((p - y) / delta) ** 2) - 1),
  ),
);

test("just below the Huber loss", async () => {
  const errors = drawNumbers("normal", 30, 4);
  const zeros = float64(errors.map(() => 0));
  const [smooth, kinked] = [
    await numbersOf(pseudoHuber(zeros, float64(errors))),
    await numbersOf(huber(zeros, float64(errors))),
  ];
  smooth.forEach((value, i) => {
    expect(value).toBeLessThanOrEqual((errors[i] as number) ** 2 / 2);
    expect(value).toBeLessThanOrEqual(kinked[i] as number);
    expect(value).toBeGreaterThanOrEqual((kinked[i] as number) - 0.5);
  });
});
