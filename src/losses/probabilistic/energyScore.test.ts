import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { crpsEnsemble } from "./crpsEnsemble.ts";
import { energyScore } from "./energyScore.ts";

test.each([false, true])("mean distance less half the mean distance of members, fair: %s", async (fair) => {
  const yTrue = [
    [0.5, 1],
    [2, -1],
  ];
  const yPred = [
    [
      [1, 2],
      [0, 0],
      [3, -1],
    ],
    [
      [2, -1],
      [2, 2],
      [0, 1],
    ],
  ];
  const length = (a: number[], b: number[]): number => Math.hypot(...a.map((each, d) => each - (b[d] as number)));
  const want = yTrue.map((y, i) => {
    const members = yPred[i] as number[][];
    const skill = members.reduce((total, x) => total + length(x, y), 0) / 3;
    const apart = members.flatMap((a) => members.map((b) => length(a, b))).reduce((a, b) => a + b, 0);
    return skill - apart / (2 * (fair ? 6 : 9));
  });
  expectNumbers(await numbersOf(energyScore(float64(yTrue), float64(yPred), { fair })), want);
});

test("in one dimension it is the ranked probability score", async () => {
  const one = energyScore(float64([[0.5]]), float64([[[1], [-2], [4]]]));
  expectNumbers(await numbersOf(one), await numbersOf(crpsEnsemble(float64([0.5]), float64([[1, -2, 4]]))));
});
