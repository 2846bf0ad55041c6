import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { iou } from "./iou.ts";
import { wiou } from "./wiou.ts";

test("IoU loss for boxes of one centre, up to e times it for others", async () => {
  const yTrue = float64([[0, 0, 4, 4]]);
  const inner = float64([[1, 1, 3, 3]]);
  expectNumbers(await numbersOf(wiou(yTrue, inner)), await numbersOf(iou(yTrue, inner)));
  expectNumbers(await numbersOf(wiou(yTrue, float64([[6, 0, 10, 4]]))), [Math.exp(36 / 116)], 1e-6);
});
