/**
 * Recurrent layers, attention and a transformer block against PyTorch: output, loss, and the gradient of every weight and
 * input. scripts/fixtures/recurrent.py made the fixture.
 */
import { describe, expect, inject, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import type { Shape } from "../../src/core/shape.ts";
import { constant, input, type Tensor } from "../../src/core/tensor.ts";
import {
  addition,
  dense,
  gru,
  type LayerOutput,
  layerNorm,
  lstm,
  multiHeadAttention,
  networkInput,
  simpleRnn,
} from "../../src/layers/index.ts";
import { square, sub } from "../../src/ops/arithmetic.ts";
import { mean } from "../../src/ops/reduce.ts";
import { evaluate } from "../../src/runtime/evaluate.ts";
import { buildNetwork } from "../../src/training/network.ts";
import fixture from "../fixtures/recurrent.json" with { type: "json" };

const device = inject("device");

interface Given {
  readonly shape: Shape;
  readonly values: readonly number[];
}

interface Case {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Given>>;
  readonly mask?: Given;
  readonly weights: Readonly<Record<string, Given>>;
  readonly result: Given;
  readonly target: Given;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Given>>;
}

const cases = fixture.cases as unknown as readonly Case[];
/** Relative to the largest element of a tensor, or to 0.01: the gradient of a key's bias is 0 but for rounding. */
const bounds = { float64: 1e-9, float32: 1e-5 } as const;
type Precision = keyof typeof bounds;

const units = 3;
const recurrents = { lstm, gru, simpleRnn };
const attention = { heads: 2, dim: 6 };

function build(name: string, x: LayerOutput, others: readonly LayerOutput[]): LayerOutput {
  const kind = name.split(",")[0] as string;
  if (kind in recurrents)
    return recurrents[kind as keyof typeof recurrents](units, {
      bidirectional: name.includes("both ways"),
      returnSequences: name.includes("all steps"),
    })(x);
  if (name !== "transformer block")
    return multiHeadAttention({
      ...attention,
      causal: name.startsWith("causal"),
      keyMask: name.startsWith("masked"),
    })(x, ...others);
  const first = addition()(x, multiHeadAttention({ ...attention, causal: true })(layerNorm()(x)));
  return addition()(first, dense(6)(dense(8, { activation: "gelu" })(layerNorm()(first))));
}

async function compute(given: Case, dtype: Precision): Promise<Record<string, ArrayLike<number>>> {
  const fed = { ...given.inputs, ...(given.mask === undefined ? {} : { mask: given.mask }) };
  const places = Object.fromEntries(
    Object.entries(fed).map(([name, { shape }]) => [name, networkInput(shape.slice(1))]),
  );
  const { x, ...others } = places as { x: LayerOutput };
  const network = buildNetwork(places, { y: build(given.name, x, Object.values(others)) }, dtype);
  const inputs = Object.fromEntries(
    Object.entries(fed).map(([name, { shape }]) => [name, input(name, shape, { dtype })]),
  );
  const seed = constant(0, { dtype: "int64" });
  const result = network.trace(inputs, { training: true, seed }).outputs["y"] as Tensor;
  const target = constant(given.target.values, { shape: given.target.shape, dtype });
  const loss = mean(square(sub(result, target)));
  const leaves = Object.keys(given.gradients).map(
    (name) => inputs[name] ?? (network.variables.find(({ tensor }) => tensor.name === name)?.tensor as Tensor),
  );
  expect(network.variables.map(({ tensor }) => tensor.name).sort()).toEqual(Object.keys(given.weights).sort());
  const feeds = Object.fromEntries(
    Object.entries({ ...fed, ...given.weights }).map(([name, { values }]) => [name, values]),
  );
  const values = await evaluate([result, loss, ...gradients(loss, leaves)], feeds, { device });
  const names = ["result", "loss", ...Object.keys(given.gradients)];
  const read = await Promise.all(values.map((value) => value.read()));
  return Object.fromEntries(read.map((value, i) => [names[i], value as unknown as ArrayLike<number>]));
}

function expectClose(got: ArrayLike<number>, want: readonly number[], bound: number, what: string): void {
  expect(got.length, `${what}: number of elements`).toBe(want.length);
  const scale = Math.max(...want.map(Math.abs), 0.01);
  const worst = Math.max(...want.map((value, i) => Math.abs((got[i] as number) - value)));
  expect(worst / scale, `${what}: largest error`).toBeLessThanOrEqual(bound);
}

// There is no float64 on a GPU.
const precisions = (["float64", "float32"] as const).filter((dtype) => device !== "webgpu" || dtype === "float32");

describe.each(precisions)("in %s as in PyTorch", (dtype) => {
  test.each(cases.map((each) => [each.name, each] as const))("%s", async (_, given) => {
    const got = await compute(given, dtype);
    expectClose(got["result"] as ArrayLike<number>, given.result.values, bounds[dtype], "result");
    expectClose(got["loss"] as ArrayLike<number>, [given.loss], bounds[dtype], "loss");
    for (const [name, { values }] of Object.entries(given.gradients))
      expectClose(got[name] as ArrayLike<number>, values, bounds[dtype], `gradient of ${name}`);
  });
});
