import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { sensitivitySpecificity } from "./sensitivitySpecificity.ts";

test("each side's mean squared error; a side without a pixel counts nothing", async () => {
  const loss = (yTrue: number[], yPred: number[]): Promise<number[]> =>
    numbersOf(sensitivitySpecificity(float64([[yTrue]]), float64([[yPred]]), { ratio: 0.25 }));
  expectNumbers(await loss([1, 0, 0], [0.5, 0.2, 0.4]), [0.25 * 0.25 + 0.75 * 0.1]);
  expectNumbers(await loss([0, 0], [0.2, 0.4]), [0.75 * 0.1]);
});
