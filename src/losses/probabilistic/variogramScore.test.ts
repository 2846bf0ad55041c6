import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { variogramScore } from "./variogramScore.ts";

test.each([0.5, 1])("differences between components to the power %d", async (power) => {
  const yTrue = [[0.5, 1, -2]];
  const yPred = [
    [
      [1, 2, 0],
      [0, 0, 3],
    ],
  ];
  const apart = (x: number[], i: number, j: number): number => Math.abs((x[i] as number) - (x[j] as number)) ** power;
  const want = yTrue.map((y, row) => {
    const members = yPred[row] as number[][];
    const pairs = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((j) => {
        const predicted = members.reduce((total, x) => total + apart(x, i, j), 0) / members.length;
        return (apart(y, i, j) - predicted) ** 2;
      }),
    );
    return pairs.reduce((a, b) => a + b, 0) / 9;
  });
  expectNumbers(await numbersOf(variogramScore(float64(yTrue), float64(yPred), { power })), want);
});

test("the level does not matter", async () => {
  expectNumbers(
    await numbersOf(
      variogramScore(
        float64([[1, 3]]),
        float64([
          [
            [11, 13],
            [-4, -6],
          ],
        ]),
      ),
    ),
    [0],
  );
});
