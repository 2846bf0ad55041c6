import type { OpSample } from "../../tests/ops/sample.ts";
import { batchNorm, batchNormInference, groupNorm, instanceNorm, l2Normalize, layerNorm, rmsNorm } from "./norm.ts";

/** Each consecutive group with mean 0 and variance 1, by the definition. */
function standardized(x: readonly number[], length: number, epsilon = 1e-5): number[] {
  return Array.from({ length: x.length / length }, (_, group) => {
    const part = x.slice(group * length, (group + 1) * length);
    const mean = part.reduce((a, b) => a + b) / length;
    const variance = part.reduce((total, v) => total + (v - mean) ** 2, 0) / length;
    return part.map((v) => (v - mean) / Math.sqrt(variance + epsilon));
  }).flat();
}

/** [2, 3, 4] with the first two axes swapped, and back from [3, 2, 4]. */
const swap = (x: readonly number[], first: number, second: number, rest: number): number[] =>
  Array.from({ length: x.length }, (_, i) => {
    const [b, a, k] = [Math.floor(i / (first * rest)), Math.floor(i / rest) % first, i % rest];
    return x[(a * second + b) * rest + k] as number;
  });

const vector = { shape: [3] } as const;

export const samples: readonly OpSample[] = [
  {
    op: "batchNorm",
    inputs: [{ shape: [2, 3, 4] }, vector, vector],
    build: (x, scale, offset) => {
      const { output, mean, variance } = batchNorm(x, { scale, offset });
      return [output, mean, variance];
    },
    expected: (x, scale, offset) => {
      const y = swap(standardized(swap(x, 2, 3, 4), 8), 3, 2, 4);
      return y.map((v, i) => v * (scale[Math.floor(i / 4) % 3] as number) + (offset[Math.floor(i / 4) % 3] as number));
    },
    differentiable: "twice",
  },
  {
    op: "batchNorm",
    label: "last axis, no scale or offset, output only",
    inputs: [{ shape: [5, 3] }],
    build: (x) => batchNorm(x, { axis: -1, epsilon: 1e-3 }).output,
    expected: (x) => swap(standardized(swap(x, 5, 3, 1), 5, 1e-3), 3, 5, 1),
    differentiable: "twice",
  },
  {
    op: "batchNorm",
    label: "statistics only",
    inputs: [{ shape: [2, 2, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }],
    build: (x) => {
      const { mean, variance } = batchNorm(x);
      return [mean, variance];
    },
    expected: () => [5, 8],
    differentiable: "twice",
  },
  {
    op: "batchNormInference",
    inputs: [{ shape: [2, 3, 4] }, vector, { shape: [3], values: "positive" }, vector, vector],
    build: (x, mean, variance, scale, offset) => batchNormInference(x, { mean, variance, scale, offset }),
    expected: (x, mean, variance, scale, offset) =>
      x.map((v, i) => {
        const c = Math.floor(i / 4) % 3;
        const y = (v - (mean[c] as number)) / Math.sqrt((variance[c] as number) + 1e-5);
        return y * (scale[c] as number) + (offset[c] as number);
      }),
    differentiable: "twice",
  },
  {
    op: "layerNorm",
    inputs: [{ shape: [2, 5] }, { shape: [5] }, { shape: [5] }],
    build: (x, scale, offset) => layerNorm(x, { scale, offset }),
    expected: (x, scale, offset) =>
      standardized(x, 5).map((v, i) => v * (scale[i % 5] as number) + (offset[i % 5] as number)),
    differentiable: "twice",
  },
  {
    op: "layerNorm",
    label: "two trailing axes",
    inputs: [{ shape: [2, 3, 4] }],
    build: (x) => layerNorm(x, { axis: 1, epsilon: 0.1 }),
    expected: (x) => standardized(x, 12, 0.1),
    differentiable: "twice",
  },
  {
    op: "layerNorm",
    label: "constant rows",
    inputs: [{ shape: [2, 3], values: [7, 7, 7, 0, 0, 0] }],
    build: (x) => layerNorm(x),
    expected: () => [0, 0, 0, 0, 0, 0],
    differentiable: "kink",
    gradient: [0, 0, 0, 0, 0, 0],
  },
  {
    op: "groupNorm",
    inputs: [{ shape: [2, 4, 3] }, { shape: [4] }, { shape: [4] }],
    build: (x, scale, offset) => groupNorm(x, { groups: 2, scale, offset }),
    expected: (x, scale, offset) =>
      standardized(x, 6).map((v, i) => {
        const c = Math.floor(i / 3) % 4;
        return v * (scale[c] as number) + (offset[c] as number);
      }),
    differentiable: "twice",
  },
  {
    op: "instanceNorm",
    inputs: [{ shape: [2, 3, 2, 2] }, vector, vector],
    build: (x, scale, offset) => instanceNorm(x, { scale, offset }),
    expected: (x, scale, offset) =>
      standardized(x, 4).map((v, i) => {
        const c = Math.floor(i / 4) % 3;
        return v * (scale[c] as number) + (offset[c] as number);
      }),
    differentiable: "twice",
  },
  {
    op: "rmsNorm",
    inputs: [{ shape: [4, 3] }, vector],
    build: (x, scale) => rmsNorm(x, { scale }),
    expected: (x, scale) =>
      x.map((v, i) => {
        const row = x.slice(i - (i % 3), i - (i % 3) + 3);
        const meanSquare = row.reduce((total, u) => total + u * u, 0) / 3;
        return (v * (scale[i % 3] as number)) / Math.sqrt(meanSquare + 1e-6);
      }),
    differentiable: "twice",
  },
  {
    op: "l2Normalize",
    inputs: [{ shape: [4, 3] }],
    build: (x) => l2Normalize(x),
    expected: (x) => x.map((v, i) => v / Math.hypot(...x.slice(i - (i % 3), i - (i % 3) + 3))),
    differentiable: "twice",
  },
  {
    op: "l2Normalize",
    label: "two axes",
    inputs: [{ shape: [2, 3, 2] }],
    build: (x) => l2Normalize(x, { axes: [0, 2] }),
    differentiable: "twice",
  },
  {
    op: "l2Normalize",
    label: "zero, tiny and huge vectors",
    inputs: [{ shape: [3, 2], values: [0, 0, 3e-30, -4e-30, 3e30, 4e30] }],
    build: (x) => l2Normalize(x),
    expected: () => [0, 0, 0.6, -0.8, 0.6, 0.8],
    differentiable: "kink",
  },
  {
    op: "l2Normalize",
    label: "zero vector's gradient",
    inputs: [{ shape: [2, 2], values: [0, 0, 3, 4] }],
    build: (x) => l2Normalize(x),
    differentiable: "kink",
    gradient: [0, 0, 0.032, -0.024],
  },
];
