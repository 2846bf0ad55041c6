import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { alphaIou } from "./alphaIou.ts";
import { ciou } from "./ciou.ts";
import { diou } from "./diou.ts";
import { giou } from "./giou.ts";
import { iou } from "./iou.ts";

test("at alpha 1 its relatives", async () => {
  const [yTrue, yPred] = [float64([[0, 0, 2, 1]]), float64([[1, 0, 3, 2]])];
  const at = (penalty: "none" | "giou" | "diou" | "ciou"): Promise<number[]> =>
    numbersOf(alphaIou(yTrue, yPred, { alpha: 1, penalty }));
  expectNumbers(await at("none"), await numbersOf(iou(yTrue, yPred)));
  expectNumbers(await at("giou"), await numbersOf(giou(yTrue, yPred)));
  expectNumbers(await at("diou"), await numbersOf(diou(yTrue, yPred)));
  expectNumbers(await at("ciou"), await numbersOf(ciou(yTrue, yPred)));
});
