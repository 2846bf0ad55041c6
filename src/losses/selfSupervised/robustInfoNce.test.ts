import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { ntXent } from "./ntXent.ts";
import { robustInfoNce } from "./robustInfoNce.ts";

test("q towards 0 is InfoNCE, up to log lambda", async () => {
  const [a, b] = [
    float64([
      [1, 0.5],
      [0.2, 1],
      [-1, 0.3],
    ]),
    float64([
      [1, 0.1],
      [0.4, 1],
      [-1, -0.3],
    ]),
  ];
  const plain = await numbersOf(ntXent(a, b));
  (await numbersOf(robustInfoNce(a, b, { q: 1e-7 }))).forEach((value, i) => {
    expect(value - Math.log(0.025)).toBeCloseTo(plain[i] as number, 5);
  });
});

test("q = 1 is linear in the exponentials: a wrong pair's gradient does not grow with its surprise", async () => {
  const view = float64([
    [1, 0],
    [0, 1],
  ]);
  const [value] = await numbersOf(robustInfoNce(view, view, { q: 1, lambda: 0.5, temperature: 1 }));
  expect(value).toBeCloseTo(-Math.E + 0.5 * (Math.E + 2), 12);
});
