import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, expectNumbers, expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import { gradients } from "../../autodiff/gradients.ts";
import { constant, input } from "../../core/tensor.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { evaluate } from "../../runtime/evaluate.ts";
import { binaryCrossentropy } from "./binaryCrossentropy.ts";
import { binaryFocalCrossentropy } from "./binaryFocalCrossentropy.ts";

const [targets, logits] = [drawBits(4, 3), drawRows(4, 3)];

test.each([0.5, 2])("is -a (1 - p)^gamma log p of the target's probability, gamma %d", async (gamma) => {
  const want = targets.map((row, i) =>
    meanOf(
      row.map((t, j) => {
        const z = logits[i]?.[j] as number;
        const p = 1 / (1 + Math.exp(t === 1 ? -z : z));
        return -(t === 1 ? 0.3 : 0.7) * (1 - p) ** gamma * Math.log(p);
      }),
    ),
  );
  const options = { gamma, applyClassBalancing: true, alpha: 0.3 };
  await expectValues(
    binaryFocalCrossentropy(float64(targets), float64(logits), { ...options, fromLogits: true }),
    want,
  );
  await expectValues(binaryFocalCrossentropy(float64(targets), sigmoid(float64(logits)), options), want);
});

test("soft and smoothed targets mix the probabilities, as in Keras", async () => {
  const t = 0.3 * 0.8 + 0.1;
  const p = 1 / (1 + Math.exp(-1.5));
  const chosen = t * p + (1 - t) * (1 - p);
  const want = -((1 - chosen) ** 2) * (t * Math.log(p) + (1 - t) * Math.log(1 - p));
  const options = { labelSmoothing: 0.2, fromLogits: true };
  await expectValues(binaryFocalCrossentropy(float64([0.3]), float64([1.5]), options), [want]);
});

test("gamma 0 is binaryCrossentropy", async () => {
  const [t, z] = [float64(targets), float64(logits)];
  const want = await numbersOf(binaryCrossentropy(t, z, { fromLogits: true }));
  await expectValues(binaryFocalCrossentropy(t, z, { fromLogits: true, gamma: 0 }), want);
});

test("the published number of Keras", async () => {
  const yTrue = float64([
    [1, 0],
    [1, 0],
  ]);
  const yPred = float64([
    [0.9, 0.8],
    [0.7, 0.2],
  ]);
  await expectValues(binaryFocalCrossentropy(yTrue, yPred), [0.515547, 0.0205132], 1e-7);
});

test("value, gradient and second derivative are finite at logits of 100, for gamma below 1 too", async () => {
  for (const gamma of [0.25, 0.5, 1, 2, 5]) {
    const z = input("z", [6]);
    const loss = binaryFocalCrossentropy(constant([1, 0, 1, 0, 1, 0]), z, { fromLogits: true, gamma });
    const [slope] = gradients(sum(loss), [z]);
    const curvature = gradients(sum(slope as typeof z), [z]);
    const results = await evaluate([loss, slope as typeof z, ...curvature], { z: [100, -100, -100, 100, 0, 0] });
    for (const each of results)
      for (const number of (await each.read()) as Float32Array) expect(Number.isFinite(number), `${gamma}`).toBe(true);
  }
});

test("a confident right probability has no gradient instead of NaN, for gamma below 1 too", async () => {
  const yTrue = constant([1, 0]);
  const { value, gradient } = await valueAndGradient((p) => binaryFocalCrossentropy(yTrue, p, { gamma: 0.5 }), [1, 0]);
  expectNumbers([...value, ...gradient], [0, 0, 0, 0], 5e-7);
});
