import { gradients } from "../../autodiff/gradients.ts";
import type { Shape } from "../../core/shape.ts";
import { constant, input, type Tensor } from "../../core/tensor.ts";
import { type Reduction, reduceLoss } from "../../losses/reduce.ts";
import { axesOf } from "../../losses/shapes.ts";
import type { LossInfo } from "../../losses/spec.ts";
import { compileFunction } from "../../runtime/evaluate.ts";
import { dtypeOf } from "../check-data.ts";
import type { NumberArray } from "../numbers.ts";
import type { LossOptions } from "../options.ts";
import type { LossData } from "../sample-data.ts";

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
  const f = await compileValues(info, options, data, { dtype, device, constants: ways });
  return async (numbers) => (await f(numbers)).results;
}

/** Weights and a mask of the rows, fed. */
export interface Rows {
  readonly weights?: readonly number[];
  /** 1 counts, 0 does not. */
  readonly mask?: readonly number[];
}

const fedReductions = ["none", "mean", "meanOverWeights", "sum"] as const;

/**
 * The loss as a function of its numbers and of weights and a mask of its rows, reduced in every way; without a gradient by
 * `light` ones. Compiled once for many checks.
 */
export async function compileFed(
  info: LossInfo,
  options: LossOptions,
  data: LossData,
  { dtype, light }: { readonly dtype: "float32" | "float64"; readonly light: readonly Reduction[] },
): Promise<(data: LossData, rows?: Rows) => Promise<Readonly<Record<Reduction, LossResult>>>> {
  const batch = batchOf(info, data);
  const sampleWeight = input("test:weights", [batch], { dtype });
  const mask = input("test:mask", [batch], { dtype: "bool" });
  const ways = fedReductions.map((reduction) => ({ reduction, isLight: light.includes(reduction) }));
  const f = await compileValues(info, options, data, { dtype, device: "cpu", fed: { sampleWeight, mask, ways } });
  return async (numbers, { weights, mask: counts } = {}) => {
    const ones = Array.from({ length: batch }, () => 1);
    const { results } = await f(numbers, { "test:weights": weights ?? ones, "test:mask": counts ?? ones });
    return Object.fromEntries(fedReductions.map((reduction, i) => [reduction, results[i]])) as Record<
      Reduction,
      LossResult
    >;
  };
}

/** Number of rows of the inputs that have one for each example. */
export function batchOf(info: LossInfo, data: LossData): number {
  const of = info.inputs.find((each) => axesOf(each.shape)[0] === "batch");
  return of === undefined ? 0 : (data[of.name]?.shape[0] as number);
}

interface Ways {
  readonly dtype: "float32" | "float64";
  readonly device: RunOptions["device"];
  readonly constants?: readonly Reduced[];
  readonly fed?: {
    readonly sampleWeight: Tensor;
    readonly mask: Tensor;
    readonly ways: readonly { readonly reduction: Reduction; readonly isLight: boolean }[];
  };
}

async function compileValues(
  info: LossInfo,
  options: LossOptions,
  data: LossData,
  { dtype, device, constants = [], fed }: Ways,
): Promise<
  (data: LossData, more?: Readonly<Record<string, readonly number[]>>) => Promise<{ readonly results: LossResult[] }>
> {
  const tensors = lossInputs(info, data, dtype);
  const unreduced = info.fn(...tensors, options);
  const own = info.mask?.(...tensors, options);
  const wanted = tensors.filter((_, i) => info.inputs[i]?.grad);
  const slopes = (value: Tensor): Tensor[] => gradients(value, wanted, { unconnected: "zero" });
  const fixed = constants.map(({ reduction = "mean", weight, mask }) => {
    const value = reduceLoss(unreduced, {
      reduction,
      sampleWeight: weight && constant([...weight], { dtype }),
      mask: mask === undefined ? own : constant([...mask], { dtype: "bool" }),
    });
    return [value, ...slopes(value)];
  });
  const isScalar = unreduced.rank === 0;
  const rows = isScalar ? {} : { sampleWeight: fed?.sampleWeight, mask: own === undefined ? fed?.mask : own };
  const varied = (fed?.ways ?? []).map(({ reduction, isLight }) => {
    const value = reduceLoss(unreduced, { reduction, ...rows });
    return [value, ...(isLight ? [] : slopes(value))];
  });
  const groups = [...fixed, ...varied];
  const compiled = await compileFunction(groups.flat(), { device, threads: 1 });
  const needed = new Set(compiled.inputs.map((each) => each.name));
  return async (numbers, more = {}) => {
    const arrays = Object.fromEntries(Object.entries(numbers).map(([name, array]) => [name, array.numbers]));
    const feeds = Object.entries({ ...arrays, ...more }).filter(([name]) => needed.has(name));
    const outputs = await Promise.all(
      (await compiled.run(Object.fromEntries(feeds))).map(async (each) =>
        Array.from((await each.read()) as Float64Array, Number),
      ),
    );
    let next = 0;
    const results = groups.map(([value, ...rest]) => {
      const [first, ...numbersOfRest] = outputs.slice(next, next + 1 + rest.length);
      next += 1 + rest.length;
      const byName = rest.map((_, j) => [(wanted[j] as Tensor).name, numbersOfRest[j] as number[]] as const);
      return { shape: (value as Tensor).shape, value: first as number[], gradients: Object.fromEntries(byName) };
    });
    return { results };
  };
}
