import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { fixMatch } from "./fixMatch.ts";

const weak = float64([
  [4, 0],
  [0, 4],
  [0.1, 0],
]);

test("cross-entropy of the strong view at the weak view's class where it is sure", async () => {
  const values = await numbersOf(
    fixMatch(
      weak,
      float64([
        [1, 0],
        [1, 0],
        [5, 0],
      ]),
    ),
  );
  expect(values[0]).toBeCloseTo(Math.log1p(Math.exp(-1)), 12);
  expect(values[1]).toBeCloseTo(Math.log1p(Math.exp(1)), 12);
  expect(values[2]).toBe(0);
});

test("an example that is not believed has no gradient", async () => {
  const { gradient } = await valueAndGradient(
    (x) => fixMatch(weak, x),
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    { dtype: "float64" },
  );
  expect(gradient).toEqual([-0.5, 0.5, 0.5, -0.5, 0, 0]);
});
