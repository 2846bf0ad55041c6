import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { solutionFlow } from "./solutionFlow.ts";

test("a student that mirrors both layers flows alike; one that mirrors only one does not", async () => {
  const [first, second] = [[[[[1, 2]]]], [[[[3, 1]]]]];
  const teacher = [float64(first), float64(second)] as const;
  const mirror = (x: readonly number[][][][]): number[][][][] =>
    x.map((a) => a.map((b) => b.map((c) => c.map((v) => -v))));
  expect(await numbersOf(solutionFlow(...teacher, float64(mirror(first)), float64(mirror(second))))).toEqual([0]);
  // Products average 2.5.
  expect(await numbersOf(solutionFlow(...teacher, float64(mirror(first)), float64(second)))).toEqual([25]);
});
