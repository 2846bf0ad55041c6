import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { jaccard } from "./jaccard.ts";
import { tanimoto } from "./tanimoto.ts";

test("Jaccard with squares, without the complement", async () => {
  const [yTrue, yPred] = [float64([[[1, 0, 1, 0]]]), float64([[[0.9, 0.2, 0.4, 0.3]]])];
  expectNumbers(
    await numbersOf(tanimoto(yTrue, yPred, { complement: false })),
    await numbersOf(jaccard(yTrue, yPred, { squared: true })),
  );
});

test("a mask and its negative are alike with the complement, and soft targets have their minimum at themselves", async () => {
  const [yTrue, yPred] = [
    [1, 0, 1, 0],
    [0.9, 0.2, 0.4, 0.3],
  ];
  const negative = (x: number[]): number[] => x.map((each) => 1 - each);
  expectNumbers(
    await numbersOf(tanimoto(float64([[yTrue]]), float64([[yPred]]))),
    await numbersOf(tanimoto(float64([[negative(yTrue)]]), float64([[negative(yPred)]]))),
  );
  expectNumbers(await numbersOf(tanimoto(float64([[yPred]]), float64([[yPred]]), { depth: 3 })), [0]);
});
