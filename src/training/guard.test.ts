import { describe, expect, test } from "vitest";
import { NonFiniteError, type NonFiniteFinding } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import type { Dataset } from "../data/dataset.ts";
import { dense, embedding, flatten, networkInput } from "../layers/index.ts";
import { abs, add, mul, sqrt, square, sub } from "../ops/arithmetic.ts";
import { log } from "../ops/exponential.ts";
import { mean } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { sgd } from "../optimizers/index.ts";
import { Value } from "../runtime/value.ts";
import { minimize } from "./minimize.ts";
import { functional, type Model, sequential } from "./model.ts";

const size = 320;

/** Two numbers and their difference; `change` may spoil an example. */
function examples(change: (index: number, x: Float32Array, y: Float32Array) => void = () => undefined): Dataset {
  return {
    size,
    fields: { x: { shape: [2], dtype: "float32" }, y: { shape: [1], dtype: "float32" } },
    fill(indices, { x, y }) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number;
        const [a, b] = [Math.sin(index), Math.cos(3 * index)];
        const [row, target] = [Float32Array.of(a, b), Float32Array.of(a - b)];
        change(index, row, target);
        (x as Float32Array | undefined)?.set(row, 2 * i);
        (y as Float32Array | undefined)?.set(target, i);
      }
    },
  };
}

/** Puts a number into one example. */
const at =
  (example: number, field: "x" | "y", position: number, value: number) =>
  (index: number, x: Float32Array, y: Float32Array): void => {
    if (index === example) (field === "x" ? x : y)[position] = value;
  };

const network = (): Model =>
  sequential([dense(4, { activation: "tanh", name: "first" }), dense(1, { name: "last" })], {
    inputShape: [2],
    seed: 1,
  });

async function failure(
  run: Promise<unknown>,
): Promise<{ finding: NonFiniteFinding; message: string; error: NonFiniteError }> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NonFiniteError);
  const { finding, message, code } = error as NonFiniteError;
  expect(code).toBe("NON_FINITE");
  return { finding: finding as NonFiniteFinding, message, error: error as NonFiniteError };
}

async function bits(model: Model): Promise<Record<string, number[]>> {
  const entries = Object.entries(model.weights).map(
    async ([name, value]) => [name, Array.from(await value.numbers())] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** The weights after a number of good steps, taken one by one. */
async function weightsAfter(
  steps: number,
  options: Parameters<Model["compile"]>[0],
): Promise<Record<string, number[]>> {
  const model = network().compile({ ...options, stepsPerCall: 1 });
  let step = 0;
  if (steps > 0)
    for await (const _ of model.train(examples(), { batchSize: 16, shuffle: false })) if (++step === steps) break;
  return bits(model);
}

describe.each([1, 16])("%i steps per call", (stepsPerCall) => {
  test.each<[string, (index: number, x: Float32Array, y: Float32Array) => void, Partial<NonFiniteFinding>, RegExp]>([
    [
      "NaN in an input",
      at(217, "x", 1, Number.NaN),
      { cause: "data", layer: "x", row: 217 },
      /NaN in the input "x", example 217 of the data, number 1/,
    ],
    [
      "infinity in a target",
      at(201, "y", 0, Number.POSITIVE_INFINITY),
      { cause: "label", layer: "y", row: 201 },
      /Infinity in the target "y", example 201/,
    ],
  ])("%s stops training before its step", async (_, change, want, text) => {
    const options = { loss: "mse", optimizer: { name: "adam", learningRate: 0.01 }, stepsPerCall } as const;
    const model = network().compile(options);
    const { finding, message } = await failure(
      model.fit(examples(change), { batchSize: 16, shuffle: false, checks: "none" }),
    );
    const good = Math.floor((want.row as number) / 16);
    expect(finding).toMatchObject({ ...want, step: good + 1, term: "meanSquaredError" });
    expect(message).toMatch(text);
    expect(message).toMatch(/mend or leave out example/);
    expect(await bits(model)).toEqual(await weightsAfter(good, options));
    expect((await model.fit(examples(), { batchSize: 16 })).epochs[0]?.loss).toBeGreaterThan(0);
  });

  test("a learning rate that is too high: growth over steps, and what to try", async () => {
    const model = sequential([dense(1)], { inputShape: [2], seed: 1 });
    model.compile({ loss: "mse", optimizer: sgd({ learningRate: 10 }), stepsPerCall });
    const { finding, message } = await failure(model.fit(examples(), { batchSize: 16, epochs: 4, shuffle: false }));
    expect(message).toMatch(/norm of the weights grew x\d+e\d+ in \d+ steps?: learning rate 10, try 0\.1/);
    expect(["forward", "gradient", "update"]).toContain(finding.cause);
    for (const values of Object.values(await bits(model))) expect(values.every(Number.isFinite)).toBe(true);
  });

  test("log of 0 in a loss of one's own", async () => {
    const options = {
      stepsPerCall,
      loss: (yTrue: Tensor, yPred: Tensor) => ({ fit: square(sub(yTrue, yPred)), nll: mul(-1e-3, log(abs(yTrue))) }),
    };
    const model = network().compile(options);
    const zero = examples(at(90, "y", 0, 0));
    const { finding, message } = await failure(model.fit(zero, { batchSize: 16, shuffle: false }));
    expect(finding).toMatchObject({
      cause: "forward",
      op: "log",
      term: "nll",
      row: 90,
      step: 6,
      value: Number.NEGATIVE_INFINITY,
    });
    expect(message).toMatch(
      /-Infinity from log in loss term "nll", example 90 of the data in step 6; log has no value at 0/,
    );
    expect(await bits(model)).toEqual(await weightsAfter(5, options));
  });

  test("a gradient that is infinite where the loss is finite", async () => {
    const options = {
      stepsPerCall,
      optimizer: sgd({ learningRate: 0.01 }),
      loss: (yTrue: Tensor, yPred: Tensor) => sqrt(square(mul(yPred, yTrue))),
    };
    const model = network().compile(options);
    const zero = examples(at(100, "y", 0, 0));
    const { finding, message } = await failure(model.fit(zero, { batchSize: 16, shuffle: false }));
    expect(finding).toMatchObject({ cause: "gradient", op: "sqrt", term: "loss", row: 100, step: 7 });
    expect(message).toMatch(
      /from the gradient of sqrt in loss term "loss", example 100 .*the slope of sqrt is infinite at 0/,
    );
    expect(await bits(model)).toEqual(await weightsAfter(6, options));
  });

  test("clipping by value hides no bad gradient", async () => {
    const loss = (yTrue: Tensor, yPred: Tensor): Tensor => sqrt(square(mul(yPred, yTrue)));
    const model = network().compile({ loss, stepsPerCall, optimizer: sgd({ clipValue: 0.1 }) });
    const zero = examples(at(100, "y", 0, 0));
    const { finding } = await failure(model.fit(zero, { batchSize: 16, shuffle: false }));
    expect(finding).toMatchObject({ cause: "gradient", op: "sqrt", row: 100, step: 7 });
  });

  test("a weight that was set to NaN", async () => {
    const model = network().compile({ loss: "mse", stepsPerCall });
    model.setWeights({ "last/kernel": Value.of([0, 1, Number.NaN, 1], [4, 1]) });
    const { finding, message } = await failure(model.fit(examples(), { batchSize: 16 }));
    expect(finding).toMatchObject({ cause: "weight", layer: "last/kernel", step: 1 });
    expect(message).toMatch(/NaN in the weight "last\/kernel".*setWeights/);
  });

  test("a weight that no loss shows: the row of a word that never comes", async () => {
    const words = networkInput([1], { dtype: "int64" });
    const model = functional({
      inputs: { x: words },
      outputs: { y: dense(1)(flatten()(embedding(4, 2)(words))) },
    }).compile({ loss: "mse", stepsPerCall });
    const [name] = Object.keys(model.weights).filter((key) => key.startsWith("embedding")) as [string];
    model.setWeights({ [name]: Value.of([1, 2, 3, 4, 5, 6, Number.NaN, 8], [4, 2]) });
    const x = Int32Array.from({ length: 64 }, (_, i) => i % 3);
    const { finding } = await failure(model.fit({ x, y: Array.from(x, (i) => [i]) }, { batchSize: 4 }));
    expect(finding).toMatchObject({ cause: "weight", layer: name, step: 1 });
  });

  test("minimize", async () => {
    const run = (rate: number): Promise<unknown> =>
      minimize({
        parameters: { p: Value.of([1, 2], [2]) },
        loss: ({ p }) => sum(square(square(p as Tensor))),
        optimizer: sgd({ learningRate: rate }),
        steps: 40,
        stepsPerCall,
      });
    const { error, message } = await failure(run(3));
    expect(message).toMatch(/^minimize: .* in step \d+; the norm of the weights grew .* learning rate 3, try 0\.03/);
    const kept = error.lastGood as Record<string, Value>;
    expect((await (kept["p"] as Value).numbers()).every(Number.isFinite)).toBe(true);
    const { finding } = await failure(
      minimize({
        parameters: { p: Value.of([0], [1]) },
        loss: ({ p }) => mean(add(sqrt(p as Tensor), 1)),
        steps: 3,
        stepsPerCall,
      }),
    );
    expect(finding).toMatchObject({ cause: "gradient", op: "sqrt", step: 1 });
  });
});
