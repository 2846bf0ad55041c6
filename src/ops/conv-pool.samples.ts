import type { OpSample } from "../../tests/ops/sample.ts";
import { convMaxPool } from "./conv-pool.ts";

interface Sizes {
  readonly batch?: number;
  readonly channels: number;
  readonly space: readonly [number, number];
  readonly filters?: number;
  readonly kernel?: readonly [number, number];
  readonly window?: readonly [number, number];
  readonly padding?: readonly [readonly [number, number], readonly [number, number]];
}

const none = [
  [0, 0],
  [0, 0],
] as const;

/** The definition, one number after another. */
function reference(sizes: Sizes, x: readonly number[], weights: readonly number[]): number[] {
  const { batch = 4, channels, space, filters = 2, kernel = [3, 3], window = [2, 2], padding = none } = sizes;
  const [height, width] = space;
  const results = space.map(
    (size, i) => size + padding[i as 0]?.[0] + padding[i as 0]?.[1] - (kernel[i] as number) + 1,
  );
  const convolved = (n: number, filter: number, row: number, column: number): number => {
    let total = 0;
    for (let channel = 0; channel < channels; channel++)
      for (let i = 0; i < kernel[0]; i++)
        for (let j = 0; j < kernel[1]; j++) {
          const [y, z] = [row + i - padding[0][0], column + j - padding[1][0]];
          if (y < 0 || y >= height || z < 0 || z >= width) continue;
          const value = x[((n * channels + channel) * height + y) * width + z] as number;
          total += value * (weights[((filter * channels + channel) * kernel[0] + i) * kernel[1] + j] as number);
        }
    return total;
  };
  const pooled: number[] = [];
  for (let n = 0; n < batch; n++)
    for (let filter = 0; filter < filters; filter++)
      for (let row = 0; row + window[0] <= (results[0] as number); row += window[0])
        for (let column = 0; column + window[1] <= (results[1] as number); column += window[1]) {
          const seen: number[] = [];
          for (let i = 0; i < window[0]; i++)
            for (let j = 0; j < window[1]; j++) seen.push(convolved(n, filter, row + i, column + j));
          pooled.push(Math.max(...seen));
        }
  return pooled;
}

function sample(label: string, sizes: Sizes): OpSample {
  const { batch = 4, channels, space, filters = 2, kernel = [3, 3], window = [2, 2], padding = none } = sizes;
  return {
    op: "convMaxPool",
    label,
    inputs: [{ shape: [batch, channels, ...space] }, { shape: [filters, channels, ...kernel] }],
    build: (x, weights) => convMaxPool(x, weights, { padding, window }),
    expected: (x, weights) => reference(sizes, x, weights),
    differentiable: "twice",
    ...(channels < 8
      ? {}
      : {
          float32: {
            tolerance: 2e-4,
            reason: "Winograd's sums round relative to the largest terms, not to their result",
          },
        }),
  };
}

/** All results of a window equal: each gets a quarter, and an element of x the share of every result it is part of. */
const shared = [1, 2, 2, 1].flatMap((row) => [1, 2, 2, 1].map((column) => (row * column) / 4));

function ties(label: string, channels: number): OpSample {
  return {
    op: "convMaxPool",
    label,
    inputs: [
      { shape: [4, channels, 4, 4], values: new Array(4 * channels * 16).fill(1) },
      { shape: [1, channels, 3, 3], values: new Array(channels * 9).fill(1) },
    ],
    build: (x, weights) => convMaxPool(x, weights, { padding: none, window: [2, 2] }),
    expected: () => new Array(4).fill(9 * channels),
    differentiable: "kink",
    gradient: Array.from({ length: 4 * channels }, () => shared).flat(),
  };
}

export const samples: readonly OpSample[] = [
  sample("few channels", { channels: 2, space: [6, 8], filters: 3 }),
  sample("one channel, a rest no window reads", { channels: 1, space: [7, 6], batch: 5 }),
  sample("uneven padding", {
    channels: 2,
    space: [6, 7],
    padding: [
      [1, 0],
      [2, 1],
    ],
  }),
  sample("more padding than the windows reach", {
    channels: 1,
    space: [4, 4],
    padding: [
      [1, 2],
      [0, 3],
    ],
  }),
  sample("a kernel of even height", { channels: 2, space: [7, 8], kernel: [4, 3] }),
  sample("a kernel of 5", { channels: 3, space: [9, 8], kernel: [5, 5] }),
  sample("windows of different sides", { channels: 2, space: [8, 9], kernel: [5, 5], window: [2, 3] }),
  sample("a kernel of 1", { channels: 2, space: [4, 4], kernel: [1, 1] }),
  sample("many channels", { channels: 8, space: [6, 6] }),
  sample("many channels, padding and a rest", {
    channels: 9,
    space: [5, 6],
    padding: [
      [1, 1],
      [1, 0],
    ],
  }),
  sample("a batch of one", { channels: 8, space: [4, 4], batch: 1 }),
  {
    op: "convMaxPool",
    label: "fewer windows than there are",
    inputs: [{ shape: [4, 2, 7, 8] }, { shape: [2, 2, 3, 3] }],
    build: (x, weights) => convMaxPool(x, weights, { padding: none, window: [2, 2], counts: [1, 2] }),
    expected: (x, weights) =>
      reference({ channels: 2, space: [7, 8] }, x, weights).filter((_, i) => Math.floor(i / 3) % 2 === 0 && i % 3 < 2),
    differentiable: "twice",
  },
  ties("ties, few channels", 1),
  ties("ties, many channels", 8),
];
