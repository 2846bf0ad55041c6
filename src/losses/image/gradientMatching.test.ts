import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { gradientMatching } from "./gradientMatching.ts";

test("a constant added costs nothing; an edge of 1 at one place once a row and scale that sees it", async () => {
  const depth = float64([
    [
      [
        [1, 4, 2, 0],
        [3, 3, 1, 5],
      ],
    ],
  ]);
  expect((await numbersOf(gradientMatching(depth, add(depth, 7))))[0]).toBeCloseTo(0, 12);
  const step = float64([[[[0, 0, 1, 1]]]]);
  expect(await numbersOf(gradientMatching(mul(0, step), step, { scales: 2 }))).toEqual([1 / 4 + 1 / 2]);
});
