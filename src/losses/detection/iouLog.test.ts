import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { iouLog } from "./iouLog.ts";

test("log of the overlap's share; finite where there is none", async () => {
  const yTrue = float64([
    [0, 0, 2, 2],
    [0, 0, 2, 2],
  ]);
  const yPred = float64([
    [0, 0, 1, 2],
    [5, 5, 6, 6],
  ]);
  const [half, none] = (await numbersOf(iouLog(yTrue, yPred))) as [number, number];
  expectNumbers([half], [Math.log(2)], 1e-7);
  expectNumbers([none], [Math.log(5e7 + 1)], 5e-9);
});
