import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { attentionTransfer } from "./attentionTransfer.ts";

test("disjoint maps are a root of 2 apart; size, sign and number of channels do not matter", async () => {
  const left = float64([[[[2, 0]]]]);
  const right = float64([[[[0, -1]], [[0, 3]]]]);
  expect((await numbersOf(attentionTransfer(left, right)))[0]).toBeCloseTo(Math.SQRT2, 12);
  const same = float64([[[[-5, 0]], [[7, 0]]]]);
  expect(await numbersOf(attentionTransfer(left, same))).toEqual([0]);
  expect((await numbersOf(attentionTransfer(left, right, { distance: "meanSquare" })))[0]).toBeCloseTo(1, 12);
});
