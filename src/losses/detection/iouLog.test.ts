import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNear } from "../../../tests/losses/near.ts";
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
  expectNear(await numbersOf(iouLog(yTrue, yPred)), [Math.log(2), Math.log(5e7 + 1)], 1e-7);
});
