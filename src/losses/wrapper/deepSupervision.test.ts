import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { meanAbsoluteError } from "../regression/meanAbsoluteError.ts";
import { deepSupervision } from "./deepSupervision.ts";

const yTrue = float64([
  [
    [
      [1, 1, 2, 2],
      [1, 1, 2, 2],
    ],
  ],
]);
const half = float64([[[[1, 2]]]]);
const quarter = float64([[[[3]]]]);

test("targets are made as small as each output; the smallest output counts least", async () => {
  // Only the smallest is wrong: 3 for 1.
  expect(await numbersOf(deepSupervision(yTrue, yTrue, half, quarter))).toEqual([1]);
  expect(await numbersOf(deepSupervision(yTrue, yTrue, half, quarter, { weighting: "same" }))).toEqual([4]);
  expect(await numbersOf(deepSupervision(yTrue, yTrue, half, quarter, { weighting: "two" }))).toEqual([2]);
});

test("another loss", async () => {
  const loss = meanAbsoluteError;
  expect(await numbersOf(deepSupervision(yTrue, yTrue, half, quarter, { loss }))).toEqual([0.5]);
});
