import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { weightedAbsolutePercentageError } from "./weightedAbsolutePercentageError.ts";

test("errors of a row in percent of its targets", async () => {
  const loss = weightedAbsolutePercentageError(
    float64([
      [1, 0, -3],
      [5, 5, 0],
    ]),
    float64([
      [2, 1, -3],
      [4, 6, 1],
    ]),
  );
  expectNumbers(await numbersOf(loss), [50, 30]);
});
