import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues } from "../../../tests/losses/numbers.ts";
import { DomainError } from "../../core/errors.ts";
import { logSoftmax, softmax } from "../../ops/reduce.ts";
import { negativeLogLikelihood } from "./negativeLogLikelihood.ts";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy.ts";

const [labels, logits] = [drawLabels(5, 3), drawRows(5, 3)];

test("of a log-softmax is cross-entropy of its logits, with weights and ignored labels too", async () => {
  for (const options of [{}, { classWeights: [0.5, 2, 0] }, { ignoreClass: 1 }]) {
    const want = sparseCategoricalCrossentropy(int64(labels), float64(logits), { ...options, fromLogits: true });
    const got = negativeLogLikelihood(int64(labels), logSoftmax(float64(logits)), options);
    await expectValues(got, await numbersOf(want));
  }
});

test("takes what it is given as it is", async () => {
  await expectValues(negativeLogLikelihood(int64([1, 0]), float64(logits.slice(0, 2))), [
    -(logits[0]?.[1] as number),
    -(logits[1]?.[0] as number),
  ]);
});

test("an ignored label beside -infinity is no loss", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => negativeLogLikelihood(int64([-100, 1]), x, { ignoreClass: -100 }),
    [
      [Number.NEGATIVE_INFINITY, 0],
      [-1, -2],
    ],
  );
  expectNumbers([...value, ...gradient], [0, 2, 0, 0, 0, -1]);
});

test("refuses probabilities", () => {
  expect(() => negativeLogLikelihood(int64(labels), softmax(float64(logits)))).toThrow(DomainError);
});
