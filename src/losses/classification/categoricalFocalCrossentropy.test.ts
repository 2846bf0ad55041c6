import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { softmax } from "../../ops/reduce.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import { categoricalFocalCrossentropy } from "./categoricalFocalCrossentropy.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];

test.each([0.5, 2])("is -sum a t (1 - p)^gamma log p, gamma %d", async (gamma) => {
  const alpha = [0.2, 0.5, 1];
  const want = logits.map((row, i) => {
    const p = softmaxOf(row);
    const terms = p.map((each, c) => {
      const weight = (alpha[c] as number) * (targets[i]?.[c] as number);
      return -weight * (1 - each) ** gamma * Math.log(each);
    });
    return sumOf(terms);
  });
  const [t, z] = [float64(targets), float64(logits)];
  await expectValues(categoricalFocalCrossentropy(t, z, { alpha, gamma, fromLogits: true }), want);
  await expectValues(categoricalFocalCrossentropy(t, softmax(z), { alpha, gamma }), want);
});

test("gamma 0 is alpha times categoricalCrossentropy", async () => {
  const [t, z] = [float64(targets), float64(logits)];
  const options = { fromLogits: true, labelSmoothing: 0.1 };
  const want = await numbersOf(mul(0.25, categoricalCrossentropy(t, z, options)));
  await expectValues(categoricalFocalCrossentropy(t, z, { ...options, gamma: 0 }), want);
});

test("the published numbers of Keras", async () => {
  const identity = float64([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  const z = float64([
    [8, 1, 1],
    [0, 9, 1],
    [2, 3, 5],
  ]);
  const [first, second, third] = await numbersOf(categoricalFocalCrossentropy(identity, z, { fromLogits: true }));
  expect((first as number) / 1.5096e-9).toBeCloseTo(1, 3);
  expect((second as number) / 2.41278e-11).toBeCloseTo(1, 3);
  expect(third).toBeCloseTo(1.0360643e-3, 9);
  const smoothed = categoricalFocalCrossentropy(float64([[1, 0, 0]]), float64([[4.9, -0.5, 2.05]]), {
    fromLogits: true,
    labelSmoothing: 0.1,
  });
  await expectValues(smoothed, [0.0668515], 1e-6);
});

test("a probability of 0 beside a target of 0 harms nothing", async () => {
  const { value, gradient } = await valueAndGradient(
    (p) => categoricalFocalCrossentropy(constant([[1, 0, 0]]), p, { alpha: 1 }),
    [[0.5, 0.5, 0]],
  );
  expect(value[0]).toBeCloseTo(0.25 * Math.LN2, 6);
  for (const slope of gradient) expect(Number.isFinite(slope)).toBe(true);
});

test("wants one alpha per class", () => {
  expect(() => categoricalFocalCrossentropy(float64(targets), float64(logits), { alpha: [1, 2] })).toThrow(
    "categoricalFocalCrossentropy: alpha: expected 3 numbers, one per class of yPred, got 2",
  );
});
