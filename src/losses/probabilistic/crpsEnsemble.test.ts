import { expect, test } from "vitest";
import { drawNumbers, rowsOf } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { ShapeError } from "../../core/errors.ts";
import { crpsEnsemble } from "./crpsEnsemble.ts";
import { crpsLogistic } from "./crpsLogistic.ts";

const yTrue = drawNumbers("normal", 4, 1);
const yPred = rowsOf(drawNumbers("normal", 12, 2));

test.each([false, true])("mean error less half the mean distance, fair: %s", async (fair) => {
  const want = yTrue.map((y, i) => {
    const members = yPred[i] as number[];
    const skill = members.reduce((total, x) => total + Math.abs(x - y), 0) / 3;
    const apart = members.flatMap((a) => members.map((b) => Math.abs(a - b))).reduce((a, b) => a + b, 0);
    return skill - apart / (2 * (fair ? 6 : 9));
  });
  expectNumbers(await numbersOf(crpsEnsemble(float64(yTrue), float64(yPred), { fair })), want);
});

test("one member is the absolute error, and has no fair score", async () => {
  expectNumbers(await numbersOf(crpsEnsemble(float64([1]), float64([[3]]))), [2]);
  expect(() => crpsEnsemble(float64([1]), float64([[3]]), { fair: true })).toThrow(ShapeError);
});

test("a large ensemble approaches its distribution", async () => {
  const count = 400;
  const members = Array.from({ length: count }, (_, i) => Math.log((i + 0.5) / (count - i - 0.5)));
  const got = await numbersOf(crpsEnsemble(float64([0.7]), float64([members])));
  const want = await numbersOf(crpsLogistic(float64([0.7]), float64([0]), float64([1])));
  expectNumbers(got, want, 0.01);
});
