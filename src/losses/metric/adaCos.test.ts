import { test } from "vitest";
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
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { type AdaCosOptions, adaCos } from "./adaCos.ts";

const run = (scale: number, options?: AdaCosOptions): Tensor =>
  adaCos(int64(yTrue), float64(yPred), float64(vectors), float64([scale]), options);
const losses = (s: number): number[] =>
  perExample((x, y) =>
    crossEntropy(
      vectors.map((v) => s * cosine(x, v)),
      y,
    ),
  );
const fixed = Math.SQRT2 * Math.log(3);

/** The paper's, in plain loops. */
function adapted(before: number): number {
  const rest = perExample((x, y) =>
    sumOf(vectors.filter((_, c) => c !== y).map((v) => Math.exp(before * cosine(x, v)))),
  );
  const angles = perExample((x, y) => angle(x, vectors[y] as Row)).sort((a, b) => a - b);
  return Math.log(meanOf(rest)) / Math.cos(Math.min(Math.PI / 4, angles[2] as number));
}

test("the scale follows the batch, from the fixed one", async () => {
  await expectValues(run(0), losses(adapted(fixed)));
  await expectValues(run(5), losses(adapted(5)));
  const next = spec.update?.(int64(yTrue), float64(yPred), float64(vectors), float64([5]));
  await expectValues(next?.["scale"] as Tensor, [adapted(5)]);
});

test("or stays fixed", async () => {
  await expectValues(run(5, { dynamic: false }), losses(fixed));
});
