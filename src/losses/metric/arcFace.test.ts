import { expect, test } from "vitest";
import {
  angle,
  cosine,
  crossEntropy,
  perExample,
  type Row,
  vectors,
  yPred,
  yTrue,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { constant, type Tensor } from "../../core/tensor.ts";
import { type ArcFaceOptions, arcFace } from "./arcFace.ts";
import { normalizedSoftmax } from "./normalizedSoftmax.ts";

const run = (options?: ArcFaceOptions): Tensor => arcFace(int64(yTrue), float64(yPred), float64(vectors), options);

/** Logits with another number for the own class. */
const logits = (x: Row, y: number, scale: number, own: (theta: number) => number): number[] =>
  vectors.map((v, c) => scale * (c === y ? own(angle(x, v)) : cosine(x, v)));

test("a margin on the angle to the own class", async () => {
  for (const [margin, scale] of [
    [0.5, 64],
    [0.2, 8],
    [1.2, 4],
  ] as const) {
    const own = (t: number): number =>
      t <= Math.PI - margin ? Math.cos(t + margin) : Math.cos(t) - margin * Math.sin(margin);
    const want = perExample((x, y) => crossEntropy(logits(x, y, scale, own), y));
    await expectValues(run({ margin, scale }), want);
  }
});

test("without a margin it is the normalised softmax", async () => {
  const want = await numbersOf(
    normalizedSoftmax(int64(yTrue), float64(yPred), float64(vectors), { temperature: 1 / 64 }),
  );
  await expectValues(run({ margin: 0 }), want);
});

test("the loss grows with the angle all the way, and its gradient is exact at the smallest angles", async () => {
  const weights = constant([
    [1, 0],
    [-1, 0],
  ]);
  const at = (theta: number): ReturnType<typeof valueAndGradient> =>
    valueAndGradient(
      (x) => arcFace(constant([0], { dtype: "int64" }), x, weights, { scale: 1 }),
      [[Math.cos(theta), Math.sin(theta)]],
    );
  let before = -1;
  for (const theta of [1e-4, 0.5, 1.5, 2.6, 2.7, 3, 3.1]) {
    const { value } = await at(theta);
    expect(value[0]).toBeGreaterThan(before);
    before = value[0] as number;
  }
  const { gradient } = await at(1e-4);
  expect(gradient[1]).toBeCloseTo(Math.sin(0.5) / (1 + Math.exp(Math.cos(0.5) + 1)), 4);
});
