import { expect, test } from "vitest";
import { ArgumentError } from "../core/errors.ts";
import { dense, l2 } from "../layers/index.ts";
import { type Model, sequential } from "./model.ts";

const x = Float32Array.from({ length: 30 }, (_, i) => Math.sin(i));
const y = Float32Array.from({ length: 10 }, (_, i) => Math.cos(i));

const make = (strength: number): Model =>
  sequential([dense(1, { kernelInitializer: "ones", kernelRegularizer: l2(strength) })], { inputShape: [3], seed: 1 });

/** Mean squared error of the first weights, [1, 1, 1]. */
const error = Array.from(y, (target, i) => {
  const sum = (x[3 * i] as number) + (x[3 * i + 1] as number) + (x[3 * i + 2] as number);
  return (sum - target) ** 2 / y.length;
}).reduce((a, b) => a + b);

test.each([
  ["one batch", { batchSize: 10 }],
  ["batches of several sizes", { batchSize: 4 }],
  ["parts of a batch", { batchSize: 3, accumulate: 4 }],
])("a penalty counts once a step, whatever the batch: %s", async (_, options) => {
  // With a learning rate of nearly 0 every step sees the first weights.
  const model = make(0.25).compile({ loss: "mse", optimizer: { name: "sgd", learningRate: 1e-12 } });
  const { epochs } = await model.fit({ x, y }, { ...options, checks: "none" });
  expect(epochs[0]?.terms).toMatchObject({
    meanSquaredError: expect.closeTo(error, 5),
    "dense/kernel/penalty": expect.closeTo(0.75, 5), // 0.25 · (1 + 1 + 1)
  });
  expect(epochs[0]?.loss).toBeCloseTo(error + 0.75, 5);
  expect((await model.evaluate({ x, y }, { batchSize: 3 })).loss).toBeCloseTo(error + 0.75, 5);
});

test("a step of plain descent moves the weights by the penalty's gradient once", async () => {
  const [with2, without] = [make(0.25), make(0)];
  for (const model of [with2, without]) {
    model.compile({ loss: "mse", optimizer: { name: "sgd", learningRate: 0.1 } });
    await model.fit({ x, y }, { batchSize: 10, checks: "none" });
  }
  const [a, b] = await Promise.all([with2, without].map(async (m) => await m.weights["dense/kernel"]?.numbers()));
  for (let i = 0; i < 3; i++) expect((b?.[i] ?? 0) - (a?.[i] ?? 0)).toBeCloseTo(0.1 * 2 * 0.25, 6);
});

test("a penalty that is no function is refused where it is written", () => {
  expect(() => dense(1, { kernelRegularizer: { l2: 0.1 } as never })).toThrow(ArgumentError);
});
