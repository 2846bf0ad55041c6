import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { dist } from "./dist.ts";

test("a student that is surer or less sure in the same way is as good as an equal one", async () => {
  const probabilities = [
    [0.5, 0.3, 0.2],
    [0.2, 0.2, 0.6],
    [0.1, 0.6, 0.3],
  ];
  const logs = (rows: readonly (readonly number[])[]): number[][] => rows.map((row) => row.map(Math.log));
  const milder = probabilities.map((row) => row.map((p) => 0.5 * p + 0.5 / 3));
  for (const value of await numbersOf(dist(float64(logs(probabilities)), float64(logs(milder)))))
    expect(value).toBeCloseTo(0, 12);
});

test("the reversed order of two classes is anticorrelated both ways", async () => {
  const [value] = await numbersOf(
    dist(
      float64([
        [2, 0],
        [0, 1],
      ]),
      float64([
        [0, 2],
        [1, 0],
      ]),
    ),
  );
  expect(value).toBeCloseTo(4, 12);
});
