import type { OpSample, SampleInput } from "../../tests/ops/sample.ts";
import type { Shape } from "../core/shape.ts";
import { attention } from "./attention.ts";

/** By the definition: queries [m, d], keys [n, d], values [n, s] of one batch. `mayLook`: whether query i sees key j. */
function attended(
  [q, k, v]: readonly [readonly number[], readonly number[], readonly number[]],
  [m, n, d, s]: readonly [number, number, number, number],
  mayLook: (i: number, j: number) => boolean = () => true,
  scale: number = 1 / Math.sqrt(d),
): number[] {
  const at = (x: readonly number[], i: number): number => x[i] as number;
  const range = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
  return range(m).flatMap((i) => {
    const weights = range(n).map((j) => {
      const product = range(d).reduce((total, f) => total + at(q, i * d + f) * at(k, j * d + f), 0);
      return mayLook(i, j) ? Math.exp(product * scale) : 0;
    });
    const total = weights.reduce((a, b) => a + b);
    return range(s).map((f) => weights.reduce((sum, w, j) => sum + (w / total) * at(v, j * s + f), 0));
  });
}

/** Not so far apart that the softmax saturates: its gradients would be differences of almost equal numbers. */
const unit = (shape: Shape): SampleInput => ({ shape, values: "unit" });

export const samples: readonly OpSample[] = [
  {
    op: "attention",
    inputs: [unit([3, 4]), unit([5, 4]), unit([5, 2])],
    build: (q, k, v) => attention(q, k, v),
    expected: (q, k, v) => attended([q, k, v], [3, 5, 4, 2]),
    differentiable: "twice",
    float32: { tolerance: 1e-4, reason: "gradients of queries are small differences of values" },
  },
  {
    op: "attention",
    label: "causal, batched, scaled",
    inputs: [unit([2, 3, 2]), unit([2, 3, 2]), unit([2, 3, 2])],
    build: (q, k, v) => attention(q, k, v, { causal: true, scale: 0.5 }),
    expected: (q, k, v) =>
      [0, 6].flatMap((from) => {
        const part = (x: readonly number[]): readonly number[] => x.slice(from, from + 6);
        return attended([part(q), part(k), part(v)], [3, 3, 2, 2], (i, j) => j <= i, 0.5);
      }),
    differentiable: "twice",
  },
  {
    op: "attention",
    label: "masked",
    inputs: [unit([2, 3]), unit([3, 3]), unit([3, 3]), { shape: [2, 3], values: [1, 1, 0, 0, 1, 1], dtype: "bool" }],
    build: (q, k, v, mask) => attention(q, k, v, { mask }),
    expected: (q, k, v, mask) => attended([q, k, v], [2, 3, 3, 3], (i, j) => Boolean(mask[i * 3 + j])),
    differentiable: "twice",
  },
  {
    op: "attention",
    label: "with dropout",
    inputs: [unit([2, 3]), unit([4, 3]), unit([4, 2]), { shape: [], values: [5], dtype: "int64" }],
    build: (q, k, v, seed) => attention(q, k, v, { dropout: { rate: 0.4, seed, stream: 1 } }),
    differentiable: "twice",
  },
];
