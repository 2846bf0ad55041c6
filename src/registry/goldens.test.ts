import { describe, expect, test } from "vitest";
import goldens from "../../tests/fixtures/loss-goldens.json" with { type: "json" };
import { type EvalAnswer, evaluateCase } from "./eval.ts";

/** Numbers of nested arrays, in order. */
function flat(values: unknown): number[] {
  return ([values].flat(Number.POSITIVE_INFINITY) as unknown[]).map(Number);
}

function expectClose(got: unknown, want: unknown, tolerance: number, what: string): void {
  const [numbers, targets] = [flat(got), flat(want)];
  expect(numbers.length, what).toBe(targets.length);
  numbers.forEach((number, i) => {
    const target = targets[i] as number;
    if (number === target) return;
    expect(
      Math.abs(number - target) / Math.max(1, Math.abs(target)),
      `${what}[${i}]: ${number}, want ${target}`,
    ).toBeLessThan(tolerance);
  });
}

async function answer(given: unknown): Promise<Extract<EvalAnswer, { value: unknown }>> {
  const result = await evaluateCase(given);
  if ("error" in result) throw new Error(`${result.id}: ${result.error.message}`);
  return result;
}

describe("values and gradients of PyTorch and Keras in float64", () => {
  test.each(goldens.map((golden) => [golden.id, golden] as const))("%s", async (_, golden) => {
    const { value, gradients, dtype } = await answer(golden);
    expect(dtype).toBe("float64");
    expectClose(value, golden.value, 1e-9, "value");
    expect(Object.keys(gradients)).toEqual(Object.keys(golden.gradients));
    for (const [name, want] of Object.entries(golden.gradients))
      expectClose(gradients[name], want, 1e-9, `gradient by ${name}`);
  });
});

const errors = {
  yTrue: [
    [1, 9, 2],
    [-5, -2, 6],
  ],
  yPred: [
    [4, 8, 12],
    [8, 1, 3],
  ],
};
const identity = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const kerasLogits = [
  [8, 1, 1],
  [0, 9, 1],
  [2, 3, 5],
];
const robust = {
  yTrue: [
    [1, 0, 1],
    [1, 0, 0],
  ],
  yPred: [
    [0.9, 0.2, 0.2],
    [0.8, 0.4, 0.6],
  ],
};
const logits = {
  yTrue: [
    [1, 0, 1],
    [0, 1, 1],
  ],
  yPred: [
    [10, -10, 10],
    [10, 10, -10],
  ],
};
const rows = [
  [0.9, 0.05, 0.05],
  [0.5, 0.89, 0.6],
  [0.05, 0.01, 0.94],
];

/** What the peers' own tests publish, to the digits given there; Keras clips probabilities by 1e-7, so its are inexact. */
const published: readonly {
  readonly of: string;
  readonly loss: string;
  readonly params?: object;
  readonly inputs: object;
  readonly sampleWeight?: unknown;
  readonly reduction?: string;
  readonly value: unknown;
  readonly tolerance?: number;
}[] = [
  { of: "Keras", loss: "mse", inputs: errors, value: 49.5 },
  { of: "Keras", loss: "mae", inputs: errors, value: 5.5 },
  { of: "Keras, per row", loss: "mae", inputs: errors, reduction: "none", value: [4.6667, 6.3333] },
  { of: "Keras, one weight", loss: "mae", inputs: errors, sampleWeight: 2.3, value: 12.65 },
  { of: "Keras, weights", loss: "mae", inputs: errors, sampleWeight: [[1.2], [3.4]], value: 13.56667 },
  {
    of: "Keras, over weights",
    loss: "mae",
    inputs: errors,
    sampleWeight: [1.2, 3.4],
    reduction: "mean_with_sample_weight",
    value: 5.8986,
  },
  { of: "Keras", loss: "huber", inputs: robust, value: 0.1041667 },
  { of: "Keras, weights", loss: "huber", inputs: robust, sampleWeight: [[1.2], [3.4]], value: 0.2276667 },
  { of: "Keras, delta", loss: "huber", params: { delta: 0.8 }, inputs: robust, sampleWeight: 2.3, value: 0.2395833 },
  {
    of: "optax",
    loss: "huber_loss",
    inputs: { yTrue: [0, -0.5, 0, 1, 1, 2, 0.3], yPred: [-2, 0, 0, 0.5, 2, 4, 132] },
    reduction: "none",
    value: [1.5, 0.125, 0, 0.125, 0.5, 1.5, 131.2],
  },
  {
    of: "Keras",
    loss: "bce",
    inputs: {
      yTrue: identity,
      yPred: [
        [0.9, 0.1, 0.2],
        [0.3, 0.8, 0.1],
        [0.1, 0.2, 0.7],
      ],
    },
    value: 0.20046903,
  },
  { of: "Keras, logits", loss: "bce", params: { fromLogits: true }, inputs: logits, value: 3.3333, tolerance: 1e-4 },
  {
    of: "Keras, logits, none",
    loss: "bce",
    params: { fromLogits: true },
    inputs: logits,
    reduction: "none",
    value: [0, 6.666],
    tolerance: 1e-3,
  },
  {
    of: "Keras, smoothing",
    loss: "bce",
    params: { fromLogits: true, labelSmoothing: 0.1 },
    inputs: { yTrue: [[1, 0, 1]], yPred: [[10, -10, -10]] },
    value: 3.5000454,
  },
  {
    of: "MLX",
    loss: "bce",
    inputs: { yTrue: [0, 0, 1, 1], yPred: [0.5, 0.6, 0.7, 0.8] },
    reduction: "none",
    value: [Math.LN2, 0.916291, 0.356675, 0.223144],
  },
  {
    of: "Keras, per row",
    loss: "categorical_crossentropy",
    inputs: { yTrue: identity, yPred: rows },
    reduction: "none",
    value: [0.1053605, 0.8046685, 0.0618754],
  },
  { of: "Keras", loss: "categorical_crossentropy", inputs: { yTrue: identity, yPred: rows }, value: 0.3239681 },
  {
    of: "Keras, logits, per row",
    loss: "categorical_crossentropy",
    params: { fromLogits: true },
    inputs: { yTrue: identity, yPred: kerasLogits },
    reduction: "none",
    value: [0.0018221, 0.0004588, 0.169846],
  },
  {
    of: "Keras, weights",
    loss: "categorical_crossentropy",
    inputs: { yTrue: identity, yPred: rows },
    sampleWeight: [1.2, 3.4, 5.6],
    value: 1.0696,
  },
  {
    of: "Keras, logits and weights",
    loss: "categorical_crossentropy",
    params: { fromLogits: true },
    inputs: { yTrue: identity, yPred: kerasLogits },
    sampleWeight: [1.2, 3.4, 5.6],
    value: 0.31829,
  },
  {
    of: "Keras, smoothing",
    loss: "categorical_crossentropy",
    params: { fromLogits: true, labelSmoothing: 0.1 },
    inputs: { yTrue: [[1, 0, 0]], yPred: [[100, -100, -100]] },
    value: 13.3333,
  },
  {
    of: "optax",
    loss: "softmax_cross_entropy",
    inputs: {
      yTrue: [
        [0, 1, 0],
        [1, 0, 0],
      ],
      yPred: [
        [10, 1, -2],
        [1, 4, 0.2],
      ],
    },
    reduction: "none",
    value: [9.00013, 3.0696733],
  },
  {
    of: "optax, an impossible class",
    loss: "safe_softmax_cross_entropy",
    inputs: {
      yTrue: [
        [0.5, 0.5, 0],
        [0, 0, 1],
        [1, 0, 0],
      ],
      yPred: [
        [1, 1, "-Infinity"],
        [1, 1, "-Infinity"],
        [1, "-Infinity", "-Infinity"],
      ],
    },
    reduction: "none",
    value: [Math.LN2, "Infinity", 0],
  },
  {
    of: "Keras, logits",
    loss: "sparse_categorical_crossentropy",
    params: { fromLogits: true },
    inputs: { yTrue: [0, 1, 2], yPred: kerasLogits },
    value: 0.05737,
  },
  {
    of: "Keras, logits, labels in a column",
    loss: "sparse_categorical_crossentropy",
    params: { fromLogits: true },
    inputs: { yTrue: [[0], [1], [2]], yPred: kerasLogits },
    value: 0.05737,
  },
  {
    of: "Keras, an ignored class",
    loss: "sparse_categorical_crossentropy",
    params: { fromLogits: true, ignoreClass: -1 },
    inputs: {
      yTrue: [[-1, 2]],
      yPred: [
        [
          [0.854, 0.698, 0.598],
          [0.088, 0.86, 0.018],
        ],
      ],
    },
    reduction: "none",
    value: [[0, 1.480129]],
  },
  {
    of: "MLX, smoothing",
    loss: "CrossEntropyLoss",
    params: { labelSmoothing: 0.3 },
    inputs: {
      yTrue: [0, 1],
      yPred: [
        [2, -1],
        [-1, 2],
      ],
    },
    value: 0.498587,
  },
];

test.each(goldens.map((golden) => [golden.id, golden] as const))("float32: %s", async (_, golden) => {
  const { value, gradients, dtype } = await answer({ ...golden, dtype: "float32" });
  expect(dtype).toBe("float32");
  expectClose(value, golden.value, 1e-5, "value");
  for (const [name, want] of Object.entries(golden.gradients))
    expectClose(gradients[name], want, 1e-5, `gradient by ${name}`);
});

describe("published by the peers", () => {
  test.each(published.map((each) => [`${each.loss}: ${each.of}`, each] as const))("%s", async (name, each) => {
    const { of: _, value: want, tolerance = 2e-5, ...given } = each;
    expectClose((await answer({ id: name, ...given })).value, want, tolerance, "value");
  });

  test("offsets of any size leave the gaps between logits", async () => {
    for (const offset of [1e4, 1e6, 1e15]) {
      const inputs = { yTrue: [0], yPred: [[offset, offset]] };
      const { value } = await answer({ id: 1, loss: "CrossEntropyLoss", inputs });
      expectClose(value, Math.LN2, 1e-12, `${offset}`);
    }
  });

  test("several hundred cases take seconds", async () => {
    const start = performance.now();
    for (let i = 0; i < 3; i++) for (const golden of goldens) await answer(golden);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
