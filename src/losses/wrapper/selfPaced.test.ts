import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { selfPaced } from "./selfPaced.ts";

const [yTrue, yPred] = [float64([[0], [0], [0]]), float64([[1], [-3], [2]])];

test("only values below the threshold count", async () => {
  const options = { threshold: 4 };
  const values = selfPaced(yTrue, yPred, options);
  expect(await numbersOf(values)).toEqual([1, 0, 0]);
  expect(await numbersOf(reduceLoss(values, { mask: spec.mask?.(yTrue, yPred, options) }))).toEqual([1]);
});

test("a threshold below all values leaves 0", async () => {
  const options = { threshold: 0 };
  const mask = spec.mask?.(yTrue, yPred, options);
  expect(await numbersOf(reduceLoss(selfPaced(yTrue, yPred, options), { mask }))).toEqual([0]);
});
