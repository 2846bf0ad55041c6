import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { hardExampleMining } from "./hardExampleMining.ts";

const [yTrue, yPred] = [float64([[0], [0], [0], [0]]), float64([[1], [-3], [2], [0]])];

test("the mean of the largest values", async () => {
  const mask = spec.mask?.(yTrue, yPred, { fraction: 0.5 });
  const values = hardExampleMining(yTrue, yPred, { fraction: 0.5 });
  expect(await numbersOf(values)).toEqual([0, 9, 4, 0]);
  expect(await numbersOf(reduceLoss(values, { mask }))).toEqual([6.5]);
});

test("all of them is the loss itself; at least one always counts", async () => {
  expect(await numbersOf(hardExampleMining(yTrue, yPred, { fraction: 1 }))).toEqual([1, 9, 4, 0]);
  expect(await numbersOf(hardExampleMining(yTrue, yPred, { fraction: 0.01 }))).toEqual([0, 9, 0, 0]);
});
