import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { recallCrossentropy } from "./recallCrossentropy.ts";

test("classes that are found are silent, others weigh as what is missed", async () => {
  const yTrue = float64([
    [
      [1, 1, 0],
      [0, 0, 1],
    ],
  ]);
  const loss = (foreground: number[]): Promise<number[]> =>
    numbersOf(recallCrossentropy(yTrue, float64([[foreground.map((p) => 1 - p), foreground]])));
  expectNumbers(await loss([0.2, 0.4, 0.7]), [0]);
  expectNumbers(await loss([0.2, 0.6, 0.7]), [(-0.5 * (Math.log(0.8) + Math.log(0.4))) / 3]);
  expectNumbers(await loss([0.2, 0.4, 0.1]), [-Math.log(0.1) / 3]);
});
