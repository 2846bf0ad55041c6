import type { OpSample } from "../../tests/ops/sample.ts";
import { dropout } from "./dropout.ts";

const seed = { shape: [], values: [11], dtype: "int64" } as const;

export const samples: readonly OpSample[] = [
  {
    op: "dropout",
    inputs: [{ shape: [4, 6] }, seed],
    build: (x, s) => dropout(x, { rate: 0.4, seed: s, stream: 1 }),
    differentiable: "twice",
  },
  {
    op: "dropout",
    label: "whole channels",
    inputs: [{ shape: [2, 4, 3, 3] }, seed],
    build: (x, s) => dropout(x, { rate: 0.5, seed: s, noiseShape: [2, 4, 1, 1] }),
    differentiable: "once",
  },
  {
    op: "dropout",
    label: "everything",
    inputs: [{ shape: [3] }, seed],
    build: (x, s) => dropout(x, { rate: 1, seed: s }),
    expected: () => [0, 0, 0],
    differentiable: "once",
  },
];
