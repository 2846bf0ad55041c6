import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { sparseCategoricalCrossentropy } from "../classification/sparseCategoricalCrossentropy.ts";
import { mutualLearning } from "./mutualLearning.ts";

test("networks that agree pay the labels only, with their gradient", async () => {
  const labels = int64([2]);
  const logits = float64([[1, 0, 3]]);
  const [plain] = await numbersOf(sparseCategoricalCrossentropy(labels, logits, { fromLogits: true }));
  expect((await numbersOf(mutualLearning(labels, logits, logits)))[0]).toBeCloseTo(2 * (plain as number), 12);
});

test("each is held constant for the other: the gradient is softmax less label, plus softmax less the other's", async () => {
  const other = float64([[0, Math.log(3)]]);
  const { gradient } = await valueAndGradient((x) => mutualLearning(int64([0]), x, other), [[0, 0]], {
    dtype: "float64",
  });
  expect(gradient[0]).toBeCloseTo(0.5 - 1 + (0.5 - 0.25), 12);
});
