import { expect, test } from "vitest";
import { ArgumentError } from "../core/errors.ts";
import type { Warning } from "../core/warnings.ts";
import { conv2d, dense, flatten } from "../layers/index.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { Value } from "../runtime/value.ts";
import { decodeModel, encodeModel } from "./files/model-file.ts";
import { trainingProgram } from "./forward.ts";
import { type Model, sequential } from "./model.ts";
import { createPlan } from "./plan.ts";

const fields = { x: { shape: [1, 6, 6], dtype: "float32" }, y: { shape: [1], dtype: "float32" } } as const;

test("products of layers are in float16, those of the last layer, the loss and the update in float32", () => {
  const { network } = sequential([conv2d(4, 3, { name: "early" }), flatten(), dense(1, { name: "last" })], {
    inputShape: [1, 6, 6],
  });
  const plan = createPlan(network, { loss: "mse", mixedPrecision: true });
  const { state, outputs } = trainingProgram(plan, { fields }, 2);
  const nodes = nodesOf([...state.map(({ next }) => next), ...Object.values(outputs)]);
  const inHalf = (part: string): boolean[] =>
    nodes
      .filter(({ op, origin }) => op.name !== "cast" && origin?.name === part)
      .flatMap((node) => node.outputs.map(({ dtype }) => dtype === "float16"));
  expect(inHalf("early").length).toBeGreaterThan(0);
  expect(inHalf("early")).not.toContain(false);
  expect(inHalf("last")).not.toContain(true);
  expect(inHalf("meanSquaredError")).not.toContain(true);
  for (const { tensor, next } of state) expect([tensor.name, next.dtype]).toEqual([tensor.name, "float32"]);
});

test("options out of range and networks of float64 are refused", () => {
  const make = (dtype: "float32" | "float64" = "float32"): Model => sequential([dense(1)], { inputShape: [2], dtype });
  for (const mixedPrecision of [
    { initialScale: 0 },
    { growthFactor: 1 },
    { backoffFactor: 1 },
    { backoffFactor: Number.NaN },
    { growthInterval: 1.5 },
  ])
    expect(() => make().compile({ loss: "mse", mixedPrecision })).toThrow(ArgumentError);
  expect(() => make("float64").compile({ loss: "mse", mixedPrecision: true })).toThrow(/float32/);
});

test("a device that has no float16 of its own is warned of", () => {
  const warnings: Warning[] = [];
  const model = sequential([dense(1)], { inputShape: [2] });
  const onWarning = (warning: Warning): void => void warnings.push(warning);
  model.compile({ loss: "mse", mixedPrecision: true, device: "cpu", onWarning });
  expect(warnings.map(({ code }) => code)).toEqual(["SLOW_HALF"]);
  model.compile({ loss: "mse", mixedPrecision: true, device: "webgpu", onWarning });
  expect(warnings).toHaveLength(1);
});

test("gradients that no smaller scale makes finite stop training, with the weights of before", async () => {
  const model = sequential([dense(1, { name: "first" }), dense(1, { name: "last" })], { inputShape: [1], seed: 1 });
  model.setWeights({ "last/kernel": Value.of([3e38], [1, 1]), "first/kernel": Value.of([0], [1, 1]) });
  model.compile({ loss: "mae", optimizer: "sgd", mixedPrecision: { initialScale: 4 }, onWarning: () => {} });
  const training = model.fit(
    { x: Float32Array.of(2, 2), y: Float32Array.of(1, 1) },
    { epochs: 10, batchSize: 2, checks: "none" },
  );
  await expect(training).rejects.toThrow(/in step 3/); // under the scales 4 and 2 they are left out
  expect(await model.weights["first/kernel"]?.numbers()).toEqual(Float32Array.of(0));
});

test("a saved training keeps its scale", async () => {
  const model = sequential([dense(3, { activation: "tanh" }), dense(1)], { inputShape: [2], seed: 1 });
  model.compile({ loss: "mse", mixedPrecision: { initialScale: 8, growthInterval: 2 }, onWarning: () => {} });
  const data = { x: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)), y: new Float32Array(8).fill(0.3) };
  await model.fit(data, { epochs: 3, batchSize: 8, checks: "none" });
  const again = decodeModel(await encodeModel(model));
  const [a, b] = [
    await model.fit(data, { epochs: 3, checks: "none" }),
    await again.fit(data, { epochs: 3, checks: "none" }),
  ];
  expect(a.epochs.map(({ lossScale }) => lossScale)).toEqual([16, 32, 32]);
  expect(b.epochs.map(({ loss, lossScale }) => [loss, lossScale])).toEqual(
    a.epochs.map(({ loss, lossScale }) => [loss, lossScale]),
  );
});
