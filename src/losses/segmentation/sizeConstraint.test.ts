import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { sizeConstraint } from "./sizeConstraint.ts";

test("0 within the bounds, the square of what is beyond outside", async () => {
  const yPred = float64([
    [
      [0.5, 0.5, 1, 1],
      [0, 0, 0.5, 0],
    ],
  ]);
  const loss = (bounds: number[][]): Promise<number[]> => numbersOf(sizeConstraint(float64([bounds]), yPred));
  expectNumbers(
    await loss([
      [2, 4],
      [0, 1],
    ]),
    [0],
  );
  expectNumbers(
    await loss([
      [1, 2],
      [1, 2],
    ]),
    [(1 / 4 + 0.25 / 4) / 2],
  );
});
