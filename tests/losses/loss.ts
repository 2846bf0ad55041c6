import { gradients } from "../../src/autodiff/gradients.ts";
import type { Shape } from "../../src/core/shape.ts";
import { constant, input, type NestedNumbers, type Tensor } from "../../src/core/tensor.ts";
import { type Reduction, reduceLoss } from "../../src/losses/reduce.ts";
import type { LossInfo } from "../../src/losses/spec.ts";
import { dtypeOf } from "../../src/registry/check-data.ts";
import { type NumberArray, parseNumbers } from "../../src/registry/numbers.ts";
import type { LossOptions } from "../../src/registry/options.ts";
import { compileFunction, evaluate } from "../../src/runtime/evaluate.ts";
import type { LossData } from "./draw.ts";

/** One way to reduce a loss's values. */
export interface Reduced {
  readonly reduction?: Reduction;
  readonly weight?: readonly number[];
  /** One per row: 1 counts, 0 does not. */
  readonly mask?: readonly number[];
}

export interface RunOptions extends Reduced {
  readonly dtype: "float32" | "float64";
  readonly device: "cpu" | "wasm" | "webgpu";
}

export interface LossResult {
  readonly shape: Shape;
  readonly value: number[];
  /** Of the sum of the value, by each input the loss is differentiated by. */
  readonly gradients: Readonly<Record<string, number[]>>;
}

/** Symbols for the inputs of a loss, shaped like the data. */
export function lossInputs(info: LossInfo, data: LossData, dtype: "float32" | "float64"): Tensor[] {
  return info.inputs.map((each) =>
    input(each.name, (data[each.name] as NumberArray).shape, { dtype: dtypeOf(each, dtype) }),
  );
}

/** The loss, reduced in several ways, as one function of its numbers, compiled for the shapes of `data`. */
export async function compileLosses(
  info: LossInfo,
  options: LossOptions,
  data: LossData,
  ways: readonly Reduced[],
  { dtype, device }: Pick<RunOptions, "dtype" | "device">,
): Promise<(data: LossData) => Promise<LossResult[]>> {
  const tensors = lossInputs(info, data, dtype);
  const unreduced = info.fn(...tensors, options);
  const own = info.mask?.(...tensors, options);
  const wanted = tensors.filter((_, i) => info.inputs[i]?.grad);
  const groups = ways.map(({ reduction = "mean", weight, mask }) => {
    const value = reduceLoss(unreduced, {
      reduction,
      sampleWeight: weight && constant([...weight], { dtype }),
      mask: mask === undefined ? own : constant([...mask], { dtype: "bool" }),
    });
    return [value, ...gradients(value, wanted, { unconnected: "zero" })] as const;
  });
  const compiled = await compileFunction(groups.flat(), { device, threads: 1 });
  return async (numbers) => {
    const feeds = Object.fromEntries(Object.entries(numbers).map(([name, array]) => [name, array.numbers]));
    const results = await Promise.all(
      (await compiled.run(feeds)).map(async (each) => Array.from((await each.read()) as Float64Array, Number)),
    );
    return groups.map(([value], i) => {
      const [first, ...rest] = results.slice(i * (1 + wanted.length), (i + 1) * (1 + wanted.length));
      const slopes = Object.fromEntries(wanted.map((x: Tensor, j) => [x.name, rest[j] as number[]]));
      return { shape: value.shape, value: first as number[], gradients: slopes };
    });
  };
}

/** The loss, reduced in several ways, of some numbers. */
export async function runLosses(
  info: LossInfo,
  options: LossOptions,
  data: LossData,
  ways: readonly Reduced[],
  run: Pick<RunOptions, "dtype" | "device">,
): Promise<LossResult[]> {
  return (await compileLosses(info, options, data, ways, run))(data);
}

export async function runLoss(
  info: LossInfo,
  options: LossOptions,
  data: LossData,
  run: RunOptions,
): Promise<LossResult> {
  return (await runLosses(info, options, data, [run], run))[0] as LossResult;
}

/** Value and gradient of a function of one tensor, in float32 unless told otherwise. */
export async function valueAndGradient(
  f: (x: Tensor) => Tensor,
  at: NestedNumbers,
  { dtype = "float32", device = "cpu" }: { dtype?: "float32" | "float64"; device?: RunOptions["device"] } = {},
): Promise<{ value: number[]; gradient: number[] }> {
  const { numbers } = parseNumbers("x", at);
  const x = input("x", constant(at).shape, { dtype });
  const y = f(x);
  const results = await evaluate([y, ...gradients(y, [x], { unconnected: "zero" })], { x: numbers }, { device });
  const [value, gradient] = await Promise.all(
    results.map(async (each) => Array.from((await each.read()) as Float32Array)),
  );
  return { value: value as number[], gradient: gradient as number[] };
}

/** Numbers that a function of constant tensors gives, in float64: for values against formulas. */
export async function numbersOf(y: Tensor): Promise<number[]> {
  const [value] = await evaluate([y], {});
  return Array.from((await value?.read()) as Float64Array, Number);
}

/** A float64 constant. */
export function float64(values: NestedNumbers): Tensor {
  return constant(values, { dtype: "float64" });
}

/** An int64 constant. */
export function int64(values: NestedNumbers): Tensor {
  return constant(values, { dtype: "int64" });
}
