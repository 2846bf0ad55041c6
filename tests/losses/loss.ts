import { gradients } from "../../src/autodiff/gradients.ts";
import { constant, input, type NestedNumbers, type Tensor } from "../../src/core/tensor.ts";
import type { LossInfo } from "../../src/losses/spec.ts";
import { compileLosses, type LossResult, type Reduced, type RunOptions } from "../../src/registry/battery/run.ts";
import { parseNumbers } from "../../src/registry/numbers.ts";
import type { LossOptions } from "../../src/registry/options.ts";
import { evaluate } from "../../src/runtime/evaluate.ts";
import type { LossData } from "./draw.ts";

export {
  type LossResult,
  lossInputs,
  type Reduced,
  type RunOptions,
} from "../../src/registry/battery/run.ts";

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
