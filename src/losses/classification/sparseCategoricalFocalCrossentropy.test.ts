import { test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues, oneHotOf } from "../../../tests/losses/numbers.ts";
import { softmax } from "../../ops/reduce.ts";
import { categoricalFocalCrossentropy } from "./categoricalFocalCrossentropy.ts";
import { sparseCategoricalFocalCrossentropy } from "./sparseCategoricalFocalCrossentropy.ts";

const [labels, logits] = [drawLabels(5, 4), drawRows(5, 4)];

test.each([0.25, [1, 0.5, 2, 0.1]])("is categoricalFocalCrossentropy of one-hot targets, alpha %j", async (alpha) => {
  const options = { alpha, gamma: 1.5 };
  const want = categoricalFocalCrossentropy(float64(oneHotOf(labels, 4)), softmax(float64(logits)), options);
  const got = sparseCategoricalFocalCrossentropy(int64(labels), softmax(float64(logits)), options);
  await expectValues(got, await numbersOf(want));
  await expectValues(
    sparseCategoricalFocalCrossentropy(int64(labels), float64(logits), { ...options, fromLogits: true }),
    await numbersOf(want),
  );
});

test("an ignored label has no loss and no gradient", async () => {
  const { value, gradient } = await valueAndGradient(
    (z) => sparseCategoricalFocalCrossentropy(int64([-1, 1]), z, { fromLogits: true, ignoreClass: -1, alpha: 1 }),
    [
      [3, 1],
      [0, 0],
    ],
  );
  expectNumbers(value, [0, 0.25 * Math.LN2], 1e-7);
  expectNumbers(gradient.slice(0, 2), [0, 0]);
});
