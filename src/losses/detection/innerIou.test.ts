import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { innerIou } from "./innerIou.ts";
import { iou } from "./iou.ts";

test("IoU at ratio 1; the inner halves of touching boxes do not touch", async () => {
  const [yTrue, yPred] = [float64([[0, 0, 2, 2]]), float64([[1.5, 0, 3.5, 2]])];
  expectNumbers(await numbersOf(innerIou(yTrue, yPred, { ratio: 1 })), await numbersOf(iou(yTrue, yPred)));
  expectNumbers(await numbersOf(innerIou(yTrue, yPred, { ratio: 0.5 })), [1]);
  expectNumbers(await numbersOf(innerIou(yTrue, float64([[1, 0, 3, 2]]), { ratio: 2 })), [1 - 12 / 20], 1e-6);
});
