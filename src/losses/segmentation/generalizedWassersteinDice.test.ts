import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { input } from "../../core/tensor.ts";
import { generalizedWassersteinDice } from "./generalizedWassersteinDice.ts";

test("two classes: Dice of the foreground's probability, with every error once", async () => {
  const yTrue = float64([
    [
      [0, 1, 0],
      [1, 0, 1],
    ],
  ]);
  const yPred = float64([
    [
      [0.2, 0.9, 0.5],
      [0.8, 0.1, 0.5],
    ],
  ]);
  const want = 1 - (2 * 1.3) / (2 * 1.3 + 0.8);
  expectNumbers(await numbersOf(generalizedWassersteinDice(yTrue, yPred, { smooth: 0 })), [want]);
});

test("near classes are confused at a lower price", async () => {
  const yTrue = float64([[[0], [1], [0]]]);
  const distances = [0, 1, 1, 1, 0, 0.2, 1, 0.2, 0];
  const loss = (yPred: number[][]): Promise<number[]> =>
    numbersOf(generalizedWassersteinDice(yTrue, float64([yPred]), { distances, smooth: 0 }));
  expectNumbers(await loss([[0], [0], [1]]), [1 - 1.6 / 1.8]);
  expectNumbers(await loss([[1], [0], [0]]), [1]);
});

test("another number of distances is an error", () => {
  const call = (): unknown =>
    generalizedWassersteinDice(input("t", [2, 3, 4]), input("p", [2, 3, 4]), { distances: [0, 1, 1, 0] });
  expect(call).toThrow("9 numbers for 3 classes");
});
