import type { OpSample } from "../../tests/ops/sample.ts";
import { naiveInputGradient } from "../../tests/ops/windows.ts";
import { convTranspose } from "./conv-transpose.ts";

export const samples: readonly OpSample[] = [
  {
    op: "convTranspose",
    label: "1-D",
    inputs: [{ shape: [2, 2, 4] }, { shape: [2, 3, 3] }],
    build: (x, weights) => convTranspose(x, weights),
    expected: naiveInputGradient([2, 3, 6], [2, 3, 3], {}),
    differentiable: "twice",
  },
  {
    op: "convTranspose",
    label: "2-D, stride 2, padding, outputPadding, bias",
    inputs: [{ shape: [1, 2, 3, 2] }, { shape: [2, 2, 3, 3] }, { shape: [2] }],
    build: (x, weights, bias) =>
      convTranspose(x, weights, {
        stride: 2,
        padding: 1,
        outputPadding: [1, 0],
        bias: bias,
      }),
    expected: (x, w, bias) =>
      naiveInputGradient([1, 2, 6, 3], [2, 2, 3, 3], {
        stride: 2,
        padding: [
          [1, 1],
          [1, 1],
        ],
      })(x, w).map((v, i) => v + (bias[Math.floor(i / 18)] as number)),
    differentiable: "twice",
  },
  {
    op: "convTranspose",
    label: "2-D, 2 groups, dilation 2, uneven padding",
    inputs: [{ shape: [2, 4, 2, 3] }, { shape: [4, 1, 2, 2] }],
    build: (x, weights) =>
      convTranspose(x, weights, {
        groups: 2,
        dilation: 2,
        padding: [
          [0, 1],
          [1, 0],
        ],
      }),
    expected: naiveInputGradient([2, 2, 3, 4], [4, 1, 2, 2], {
      dilation: 2,
      groups: 2,
      padding: [
        [0, 1],
        [1, 0],
      ],
    }),
    differentiable: "twice",
  },
  {
    op: "convTranspose",
    label: "3-D, stride 2",
    inputs: [{ shape: [1, 1, 2, 2, 1] }, { shape: [1, 2, 2, 2, 2] }],
    build: (x, weights) => convTranspose(x, weights, { stride: 2 }),
    expected: naiveInputGradient([1, 2, 4, 4, 2], [1, 2, 2, 2, 2], { stride: 2 }),
    differentiable: "twice",
  },
];
