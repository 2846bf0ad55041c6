import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { debiasedContrastive } from "./debiasedContrastive.ts";
import { hardNegativeContrastive } from "./hardNegativeContrastive.ts";
import { ntXent } from "./ntXent.ts";

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

test("beta 0 is debiasedContrastive, and without false negatives ntXent", async () => {
  const debiased = await numbersOf(debiasedContrastive(a, b));
  const plain = await numbersOf(ntXent(a, b));
  const [same, none] = [{ beta: 0 }, { beta: 0, tauPlus: 0 }];
  (await numbersOf(hardNegativeContrastive(a, b, same))).forEach((value, i) => {
    expect(value).toBeCloseTo(debiased[i] as number, 12);
  });
  (await numbersOf(hardNegativeContrastive(a, b, none))).forEach((value, i) => {
    expect(value).toBeCloseTo(plain[i] as number, 12);
  });
});

test("with beta large only the nearest negative counts, as if all were there", async () => {
  const view = float64([
    [1, 0],
    [0, 1],
  ]);
  // Both negatives at cosine 0; with tauPlus 0: log(1 + 2 / e^2).
  const [value] = await numbersOf(hardNegativeContrastive(view, view, { beta: 1e4, tauPlus: 0 }));
  expect(value).toBeCloseTo(Math.log1p(2 * Math.exp(-2)), 12);
});

test("small temperatures do not overflow in float32", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => hardNegativeContrastive(x, x, { temperature: 0.005 }),
    [
      [1, 0.1],
      [0.9, 0.3],
      [-1, 0],
    ],
  );
  expect([...value, ...gradient].every(Number.isFinite)).toBe(true);
});
