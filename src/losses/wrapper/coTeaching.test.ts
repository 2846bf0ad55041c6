import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { coTeaching } from "./coTeaching.ts";

test("the peer chooses, the network pays", async () => {
  const yTrue = float64([[0], [0], [0], [0]]);
  const [yPred, peer] = [float64([[1], [2], [3], [4]]), float64([[9], [0], [1], [8]])];
  const options = { fraction: 0.5 };
  const values = coTeaching(yTrue, yPred, peer, options);
  expect(await numbersOf(values)).toEqual([0, 4, 9, 0]);
  expect(await numbersOf(reduceLoss(values, { mask: spec.mask?.(yTrue, yPred, peer, options) }))).toEqual([6.5]);
});
