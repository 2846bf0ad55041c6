import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { siou } from "./siou.ts";

test("a shift along an axis is no angle, one along the diagonal is the best", async () => {
  const yTrue = float64([
    [0, 0, 1, 1],
    [0, 0, 1, 1],
  ]);
  const yPred = float64([
    [2, 0, 3, 1],
    [2, 2, 3, 3],
  ]);
  const gathered = (gamma: number, share: number): number => 1 - Math.exp(-gamma * share);
  const want = [1 + gathered(2, 4 / 9) / 2, 1 + (2 * gathered(1, 4 / 9)) / 2];
  expectNumbers(await numbersOf(siou(yTrue, yPred)), want, 5e-7);
});

test("shapes apart from places", async () => {
  const omega = (1 - Math.exp(-1 / 2)) ** 4;
  expectNumbers(await numbersOf(siou(float64([[0, 0, 4, 4]]), float64([[1, 1, 3, 3]]))), [3 / 4 + omega], 1e-6);
});
