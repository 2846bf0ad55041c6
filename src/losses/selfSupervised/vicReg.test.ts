import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { vicReg } from "./vicReg.ts";

test("spread, decorrelated and equal views cost nothing", async () => {
  const view = float64([
    [2, 2],
    [2, -2],
    [-2, 2],
    [-2, -2],
  ]);
  expect(await numbersOf(vicReg(view, view))).toEqual([0, 0, 0, 0]);
});

test("collapsed views pay for their variance alone", async () => {
  const view = float64([
    [3, 1],
    [3, 1],
    [3, 1],
  ]);
  for (const value of await numbersOf(vicReg(view, view))) expect(value).toBeCloseTo(25 * (1 - 0.01), 12);
});

test("each term by itself", async () => {
  const [a, b] = [
    float64([
      [3, 3],
      [-3, -3],
    ]),
    float64([
      [3, 3],
      [-3, -5],
    ]),
  ];
  expect(await numbersOf(vicReg(a, b, { variance: 0, covariance: 0 }))).toEqual([0, 50]);
  // Covariances 18 and 24 of each pair of dimensions, twice, over 2 dimensions.
  const [value] = await numbersOf(vicReg(a, b, { invariance: 0, variance: 0 }));
  expect(value).toBeCloseTo(18 ** 2 + 24 ** 2, 9);
});
