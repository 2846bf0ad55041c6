import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { balancedCodes } from "../codes.ts";
import { swav } from "./swav.ts";

test("codes use both prototypes even where all scores prefer one", async () => {
  const codes = await numbersOf(
    balancedCodes(
      float64([
        [9, 1],
        [9, 2],
        [9, 3],
        [9, 4],
      ]),
      1,
      50,
    ),
  );
  const used = codes.filter((_, i) => i % 2 === 0).reduce((a, b) => a + b);
  expect(used).toBeCloseTo(2, 6);
  for (let row = 0; row < 4; row++)
    expect((codes[2 * row] as number) + (codes[2 * row + 1] as number)).toBeCloseTo(1, 12);
});

test("even scores: log of the prototypes, once for each direction", async () => {
  const scores = float64([
    [1, 1, 1],
    [2, 2, 2],
  ]);
  for (const value of await numbersOf(swav(scores, scores))) expect(value).toBeCloseTo(2 * Math.log(3), 12);
});

test("scores of any size have codes, where e^(score / epsilon) overflows", async () => {
  const scores = constant([
    [1000, -1000],
    [-1000, 1000],
  ]);
  const { value, gradient } = await valueAndGradient(
    (x) => swav(x, scores),
    [
      [1000, -1000],
      [-1000, 1000],
    ],
  );
  expect(value.map(Math.abs)).toEqual([0, 0]);
  expect(gradient.map(Math.abs)).toEqual([0, 0, 0, 0]);
});
