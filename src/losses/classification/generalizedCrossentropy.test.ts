import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { softmax } from "../../ops/reduce.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import { generalizedCrossentropy } from "./generalizedCrossentropy.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];

test.each([0.2, 0.7, 1])("is (1 - p^q) / q, q = %d", async (q) => {
  const want = logits.map((row, i) =>
    sumOf(softmaxOf(row).map((p, c) => ((targets[i]?.[c] as number) * (1 - p ** q)) / q)),
  );
  const [t, z] = [float64(targets), float64(logits)];
  await expectValues(generalizedCrossentropy(t, z, { q, fromLogits: true }), want);
  await expectValues(generalizedCrossentropy(t, softmax(z), { q }), want);
});

test("approaches cross-entropy as q goes to 0", async () => {
  const [t, z] = [float64(targets), float64(logits)];
  const want = await numbersOf(categoricalCrossentropy(t, z, { fromLogits: true }));
  await expectValues(generalizedCrossentropy(t, z, { q: 1e-8, fromLogits: true }), want, 1e-7);
});

test("a probability of 0 beside a target of 0 harms nothing", async () => {
  const { value, gradient } = await valueAndGradient(
    (p) => generalizedCrossentropy(constant([[1, 0, 0]]), p),
    [[0.25, 0.75, 0]],
  );
  expect(value[0]).toBeCloseTo(1, 6);
  for (const slope of gradient) expect(Number.isFinite(slope)).toBe(true);
});
