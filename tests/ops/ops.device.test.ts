import { describe, expect, inject, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import type { DType } from "../../src/core/dtype.ts";
import { isFloat } from "../../src/core/dtype.ts";
import { GradientError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { constant, input, type Tensor } from "../../src/core/tensor.ts";
import { add, mul } from "../../src/ops/arithmetic.ts";
import { cast, sum } from "../../src/ops/structure.ts";
import { compileFunction } from "../../src/runtime/evaluate.ts";
import { checksOf, drawValues, type OpSample, tolerances } from "./sample.ts";
import { samples } from "./samples.ts";

const device = inject("device");
/** Central differences need float64; ONNX Runtime's WebGPU provider has none, so there float64 runs on wasm beside it. */
const exactDevice = device === "cpu" ? "cpu" : "wasm";

interface Traced {
  readonly inputs: Tensor[];
  readonly floats: number[];
  readonly outputs: readonly Tensor[];
  /** Σ of all outputs times fixed random weights, so that every element matters differently. */
  readonly objective: Tensor | undefined;
}

function trace(sample: OpSample, dtype: DType): Traced {
  const inputs = sample.inputs.map((given, i) => input(`x${i}`, given.shape, { dtype: given.dtype ?? dtype }));
  const floats = sample.inputs.flatMap((given, i) =>
    given.dtype === undefined && given.differentiable !== false ? [i] : [],
  );
  const built = sample.build(...inputs);
  const outputs = Array.isArray(built) ? (built as readonly Tensor[]) : [built as Tensor];
  const random = new Random(7);
  const terms = outputs
    .filter((y) => isFloat(y.dtype))
    .map((y) =>
      sum(
        mul(
          y,
          constant(
            Array.from({ length: y.size }, () => random.normal()),
            { shape: y.shape, dtype },
          ),
        ),
      ),
    );
  return { inputs, floats, outputs, objective: terms.length === 0 ? undefined : terms.reduce((a, b) => add(a, b)) };
}

type Numbers = readonly number[];

/** A function of the inputs' numbers that gives the outputs' numbers. */
async function callable(
  outputs: readonly Tensor[],
  on: "cpu" | "wasm" | "webgpu",
): Promise<(values: Numbers[]) => Promise<number[][]>> {
  const compiled = await compileFunction(outputs, { device: on });
  return async (values) => {
    const feeds = Object.fromEntries(values.map((numbers, i) => [`x${i}`, numbers]));
    const results = await compiled.run(feeds);
    return Promise.all(
      results.map(async (value) => Array.from((await value.read()) as ArrayLike<number | bigint>, Number)),
    );
  };
}

function expectClose(got: Numbers, want: Numbers, tolerance: number, what: string, slack = 0): void {
  expect(got.length, `${what}: length`).toBe(want.length);
  const scale = Math.max(1e-30, ...want.filter(Number.isFinite).map(Math.abs));
  got.forEach((value, i) => {
    const target = want[i] as number;
    if (Object.is(value, target) || value === target) return;
    // Relative to the element, with a floor at a thousandth of the largest: sums cancel to that scale.
    const bound = tolerance * Math.max(Math.abs(target), scale * 1e-3) + slack;
    expect(Math.abs(value - target), `${what}[${i}]: got ${value}, want ${target}`).toBeLessThanOrEqual(bound);
  });
}

/** Central differences of a scalar function by the elements of one input. */
async function differences(
  f: (values: Numbers[]) => Promise<number>,
  values: Numbers[],
  position: number,
): Promise<number[]> {
  const base = values[position] as Numbers;
  const result: number[] = [];
  for (let i = 0; i < base.length; i++) {
    const x = base[i] as number;
    const step = 1e-5 * Math.max(1, Math.abs(x));
    // Fourth order, so that truncation (step^4) stays below rounding.
    const at = async (offset: number): Promise<number> =>
      f(values.map((numbers, p) => (p === position ? numbers.map((v, j) => (j === i ? x + offset : v)) : numbers)));
    const [a, b, c, d] = [await at(-2 * step), await at(-step), await at(step), await at(2 * step)];
    result.push((a - 8 * b + 8 * c - d) / (12 * step));
  }
  return result;
}

const title = (sample: OpSample): string => (sample.label === undefined ? sample.op : `${sample.op}: ${sample.label}`);

describe.each(samples.map((sample) => [title(sample), sample] as const))("%s", (_, sample) => {
  const values = sample.inputs.map((given, i) => drawValues(given, 11 + i));
  const single = sample.float32?.tolerance ?? tolerances.float32;
  const double = sample.float64?.tolerance ?? tolerances.float64;
  const checks = checksOf(sample, device);

  if (checks.has("value"))
    test("float64 value", async () => {
      const { outputs } = trace(sample, "float64");
      const got = await (await callable(outputs, exactDevice))(values);
      expectClose(got[0] as Numbers, sample.expected?.(...values) ?? [], double, "value");
    });

  if (checks.has("gradient"))
    test("float64 gradient", async () => {
      const { inputs, floats, objective } = trace(sample, "float64");
      const wanted = floats.map((i) => inputs[i] as Tensor);
      const grads = gradients(objective as Tensor, wanted);
      const f = await callable([objective as Tensor], exactDevice);
      const g = await (await callable(grads, exactDevice))(values);
      for (const [k, position] of floats.entries()) {
        const numeric = await differences(async (v) => ((await f(v))[0] as Numbers)[0] as number, values, position);
        expectClose(g[k] as Numbers, numeric, tolerances.gradient, `gradient by x${position}`, 1e-9);
      }
    });

  if (checks.has("secondDerivative"))
    test("float64 second derivative", async () => {
      const { inputs, floats, objective } = trace(sample, "float64");
      const wanted = floats.map((i) => inputs[i] as Tensor);
      const first = gradients(objective as Tensor, wanted);
      const random = new Random(3);
      const weighted = first
        .map((g) =>
          sum(
            mul(
              g,
              constant(
                Array.from({ length: g.size }, () => random.normal()),
                { shape: g.shape, dtype: "float64" },
              ),
            ),
          ),
        )
        .reduce((a, b) => add(a, b));
      const second = gradients(weighted, wanted, { unconnected: "zero" });
      const f = await callable([weighted], exactDevice);
      const g = await (await callable(second, exactDevice))(values);
      for (const [k, position] of floats.entries()) {
        const numeric = await differences(async (v) => ((await f(v))[0] as Numbers)[0] as number, values, position);
        expectClose(g[k] as Numbers, numeric, tolerances.secondDerivative, `second derivative by x${position}`, 1e-8);
      }
    });

  test("float32 value and gradient against float64", async () => {
    const results = [];
    for (const [dtype, on] of [
      ["float64", exactDevice],
      ["float32", device],
    ] as const) {
      const { inputs, floats, outputs, objective } = trace(sample, dtype);
      const wanted = floats.map((i) => inputs[i] as Tensor);
      const grads = ["once", "twice", "kink"].includes(sample.differentiable)
        ? gradients(objective as Tensor, wanted)
        : [];
      results.push(await (await callable([...outputs, ...grads], on))(values));
    }
    const [exact, got] = results as [number[][], number[][]];
    for (const [i, numbers] of exact.entries()) {
      expect(numbers.length).toBeGreaterThan(0);
      expectClose(got[i] as Numbers, numbers, single, `result ${i}`);
    }
  });

  if (checks.has("kink"))
    test("gradient at the kink", async () => {
      const { inputs, outputs } = trace(sample, "float32");
      const total = outputs.map((y) => sum(y)).reduce((a, b) => add(a, b));
      const got = await (await callable(gradients(total, [inputs[0] as Tensor]), device))(values);
      expectClose(got[0] as Numbers, sample.gradient as Numbers, single, "gradient");
    });

  if (checks.has("refusal"))
    test("has no gradient and says so", () => {
      const { inputs, floats, outputs } = trace(sample, "float32");
      const y = cast(outputs[0] as Tensor, "float32");
      expect(() => gradients(sum(y), [inputs[floats[0] as number] as Tensor])).toThrow(GradientError);
    });
});
