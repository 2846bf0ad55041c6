import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { numbers, probabilityOf, scoresOf, sizes } from "../../../tests/losses/sampled-classes.ts";
import { sampledCrossentropy } from "./sampledCrossentropy.ts";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy.ts";

const { yTrue, yPred, sampled, weights, bias } = numbers;
const tensors = [int64(yTrue), float64(yPred), int64(sampled), float64(weights), float64(bias)] as const;

test.each(["logUniform", "uniform", "none"] as const)("is the softmax over label and samples, %s", async (sampler) => {
  const want = scoresOf(sampler).map(({ own, others }) => Math.log(sumOf([own, ...others].map(Math.exp))) - own);
  await expectValues(sampledCrossentropy(...tensors, { sampler }), want);
});

test("all other classes as samples, without correction: the full cross-entropy", async () => {
  const rest = yTrue.map((label) => Array.from({ length: sizes.classes }, (_, c) => c).filter((c) => c !== label));
  const [t, z, , w, b] = tensors;
  const logits = yPred.map((row) =>
    weights.map((w, c) => sumOf(w.map((x, d) => x * (row[d] as number))) + (bias[c] as number)),
  );
  const want = await numbersOf(sparseCategoricalCrossentropy(t, float64(logits), { fromLogits: true }));
  await expectValues(sampledCrossentropy(t, z, int64(rest), w, b, { sampler: "none" }), want);
});

test("samples that are all the label are no loss", async () => {
  const [t, z, , w, b] = tensors;
  const hits = int64(yTrue.map((label) => [label, label]));
  await expectValues(sampledCrossentropy(t, z, hits, w, b), [0, 0, 0, 0]);
});

test("the sampler's probabilities sum to 1", () => {
  for (const sampler of ["logUniform", "uniform"] as const)
    expect(sumOf(Array.from({ length: sizes.classes }, (_, c) => probabilityOf(sampler, c)))).toBeCloseTo(1, 12);
});
