import type { OpSample } from "../../tests/ops/sample.ts";
import { naiveConv, naiveInputGradient, naiveWeightGradient, type WindowCase } from "../../tests/ops/windows.ts";
import type { Shape } from "../core/shape.ts";
import { type ConvOptions, conv, convInputGradient, convWeightGradient } from "./conv.ts";

interface Case {
  readonly label: string;
  readonly x: Shape;
  readonly weights: Shape;
  readonly options?: WindowCase;
}

const cases: readonly Case[] = [
  { label: "1-D", x: [2, 2, 6], weights: [3, 2, 3] },
  { label: "1-D, stride 2, dilation 2", x: [3, 1, 8], weights: [2, 1, 3], options: { stride: 2, dilation: 2 } },
  {
    label: "1-D, depthwise, two filters a channel",
    x: [2, 3, 5],
    weights: [6, 1, 2],
    options: { groups: 3, padding: [[1, 0]] },
  },
  { label: "2-D", x: [2, 2, 4, 4], weights: [2, 2, 3, 3] },
  { label: "2-D, 1x1", x: [3, 3, 2, 3], weights: [2, 3, 1, 1] },
  { label: "2-D, 1x1, stride 2", x: [1, 2, 4, 3], weights: [2, 2, 1, 1], options: { stride: 2 } },
  {
    label: "2-D, stride 2, uneven padding, rows left over",
    x: [1, 2, 5, 4],
    weights: [2, 2, 3, 2],
    options: {
      stride: 2,
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
  },
  {
    label: "2-D, 2 groups, dilation 2",
    x: [2, 4, 5, 4],
    weights: [2, 2, 2, 2],
    options: {
      groups: 2,
      dilation: 2,
      padding: [
        [0, 1],
        [1, 1],
      ],
    },
  },
  {
    label: "2-D, depthwise, stride 3",
    x: [1, 3, 7, 5],
    weights: [3, 1, 2, 3],
    options: { groups: 3, stride: 3 },
  },
  // From 8 channels on the weight gradient is computed tap by tap.
  {
    label: "2-D, 8 channels",
    x: [2, 8, 3, 3],
    weights: [1, 8, 2, 2],
    options: {
      padding: [
        [0, 1],
        [1, 0],
      ],
    },
  },
  {
    label: "2-D, border wider than the kernel",
    x: [1, 1, 2, 2],
    weights: [1, 1, 2, 2],
    options: {
      padding: [
        [3, 2],
        [2, 3],
      ],
    },
  },
  { label: "3-D", x: [1, 2, 3, 3, 2], weights: [2, 2, 2, 2, 2] },
  {
    label: "3-D, stride 2, 2 groups",
    x: [1, 2, 3, 4, 3],
    weights: [2, 1, 2, 1, 2],
    options: {
      stride: 2,
      groups: 2,
      padding: [
        [1, 0],
        [0, 0],
        [0, 1],
      ],
    },
  },
];

const publicOptions = ({ padding, ...rest }: WindowCase = {}): ConvOptions => ({
  ...rest,
  ...(padding === undefined ? {} : { padding }),
});

const resultShape = ({ x, weights, options = {} }: Case): number[] => {
  const { stride = 1, dilation = 1, padding = [] } = options;
  return [
    x[0] as number,
    weights[0] as number,
    ...x.slice(2).map((size, i) => {
      const [before, after] = padding[i] ?? [0, 0];
      return Math.floor((size + before + after - ((weights[i + 2] as number) - 1) * dilation - 1) / stride) + 1;
    }),
  ];
};

const forward: readonly OpSample[] = cases.map(({ label, x, weights, options = {} }) => ({
  op: "conv",
  label,
  inputs: [{ shape: x }, { shape: weights }],
  build: (a, b) => conv(a, b, publicOptions(options)),
  expected: naiveConv(x, weights, options),
  differentiable: "twice",
}));

const backToInput: readonly OpSample[] = cases.map((given) => ({
  op: "convInputGradient",
  label: given.label,
  inputs: [{ shape: resultShape(given) }, { shape: given.weights }],
  build: (grad, weights) => convInputGradient(grad, weights, given.x, publicOptions(given.options)),
  expected: naiveInputGradient(given.x, given.weights, given.options ?? {}),
  differentiable: "twice",
}));

const backToWeights: readonly OpSample[] = cases.map((given) => ({
  op: "convWeightGradient",
  label: given.label,
  inputs: [{ shape: given.x }, { shape: resultShape(given) }],
  build: (x, grad) => convWeightGradient(x, grad, given.weights, publicOptions(given.options)),
  expected: naiveWeightGradient(given.x, given.weights, given.options ?? {}),
  differentiable: "twice",
}));

export const samples: readonly OpSample[] = [
  ...forward,
  ...backToInput,
  ...backToWeights,
  {
    op: "conv",
    label: "bias",
    inputs: [{ shape: [2, 2, 3, 3] }, { shape: [3, 2, 2, 2] }, { shape: [3] }],
    build: (x, weights, bias) => conv(x, weights, { bias: bias }),
    expected: (x, w, bias) =>
      naiveConv([2, 2, 3, 3], [3, 2, 2, 2], {})(x, w).map((v, i) => v + (bias[Math.floor(i / 4) % 3] as number)),
    differentiable: "twice",
  },
  {
    op: "conv",
    label: 'padding "same", stride 2: the odd element at the end',
    inputs: [{ shape: [1, 2, 5, 4] }, { shape: [2, 2, 3, 3] }],
    build: (x, weights) => conv(x, weights, { padding: "same", stride: 2 }),
    expected: naiveConv([1, 2, 5, 4], [2, 2, 3, 3], {
      stride: 2,
      padding: [
        [1, 1],
        [0, 1],
      ],
    }),
    differentiable: "twice",
  },
  {
    op: "conv",
    label: "one padding for every side, strides per axis",
    inputs: [{ shape: [1, 1, 4, 4] }, { shape: [1, 1, 3, 3] }],
    build: (x, weights) => conv(x, weights, { padding: 1, stride: [1, 1], dilation: [1, 1] }),
    expected: naiveConv([1, 1, 4, 4], [1, 1, 3, 3], {
      padding: [
        [1, 1],
        [1, 1],
      ],
    }),
    differentiable: "twice",
  },
];
