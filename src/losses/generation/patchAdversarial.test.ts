import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { patchAdversarial } from "./patchAdversarial.ts";

const labels = float64([
  [1, 1],
  [0, 0],
]);
const scores = float64([
  [2, 0.5],
  [-2, 0.5],
]);

test("three criteria", async () => {
  expect(await numbersOf(patchAdversarial(labels, scores))).toEqual([0.625, 2.125]);
  expect(await numbersOf(patchAdversarial(labels, scores, { criterion: "hinge" }))).toEqual([0.25, 0.75]);
  const plus = (x: number): number => Math.log1p(Math.exp(x));
  const got = await numbersOf(patchAdversarial(labels, scores, { criterion: "crossentropy" }));
  expect(got[0]).toBeCloseTo((plus(-2) + plus(-0.5)) / 2, 12);
  expect(got[1]).toBeCloseTo((plus(-2) + plus(0.5)) / 2, 12);
});
