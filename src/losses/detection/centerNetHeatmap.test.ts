import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { centerNetHeatmap } from "./centerNetHeatmap.ts";

test("a keypoint, its neighbourhood and the rest, over the number of keypoints", async () => {
  const yTrue = float64([[[1, 0.5, 0]], [[0.5, 0, 0]], [[1, 1, 0]]]);
  const yPred = float64([[[0.7, 0.4, 0.1]], [[0.4, 0, 0]], [[0.7, 0.8, 0.1]]]);
  const hit = (p: number): number => -((1 - p) ** 2) * Math.log(p);
  const miss = (p: number, y: number): number => -((1 - y) ** 4) * p ** 2 * Math.log(1 - p);
  const want = [hit(0.7) + miss(0.4, 0.5) + miss(0.1, 0), miss(0.4, 0.5), (hit(0.7) + hit(0.8) + miss(0.1, 0)) / 2];
  expectNumbers(await numbersOf(centerNetHeatmap(yTrue, yPred)), want);
});
