import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { repulsion } from "./repulsion.ts";

test("the share of the other target that is covered, in two pieces that join", async () => {
  const other = float64([
    [0, 0, 4, 1],
    [0, 0, 4, 1],
    [0, 0, 4, 1],
    [0, 0, 4, 1],
  ]);
  const yPred = float64([
    [3, 0, 9, 1],
    [2, 0, 9, 1],
    [1, 0, 9, 1],
    [5, 0, 9, 1],
  ]);
  expectNumbers(await numbersOf(repulsion(other, yPred)), [-Math.log(0.75), Math.LN2, Math.LN2 + 0.5, 0]);
});
