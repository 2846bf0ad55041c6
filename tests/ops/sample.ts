import type { DType } from "../../src/core/dtype.ts";
import { Random } from "../../src/core/random.ts";
import { type Shape, sizeOf } from "../../src/core/shape.ts";
import type { Tensor } from "../../src/core/tensor.ts";

/** One input of a sample. */
export interface SampleInput {
  readonly shape: Shape;
  /** Values in row-major order, or how to draw them (seeded). Default "normal". */
  readonly values?: readonly number[] | "normal" | "positive" | "unit" | "distinct" | "spread";
  /** Default: the float dtype under test. Inputs of other dtypes are not differentiated. */
  readonly dtype?: DType;
  /** false: a float input that takes no gradient. */
  readonly differentiable?: boolean;
}

/** A case of one op: what the contract suite runs on every device. */
export interface OpSample {
  /** Name of the public function. */
  readonly op: string;
  /** What is special about the case; with `op` it is unique. */
  readonly label?: string;
  readonly inputs: readonly SampleInput[];
  /** Applies the op. May return several outputs. */
  readonly build: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
  /** Value of the (first) output, computed independently. Required unless `expected` is given by a peer's fixture. */
  readonly expected?: (...inputs: number[][]) => readonly number[];
  /**
   * What is checked of the gradient. "twice": the first and second derivatives against central differences;
   * "once": the first only (piecewise linear ops); "none": asking for one is an error that names the op;
   * "kink": not checked against differences because the sample sits at a kink: give `gradient`;
   * "constant": no float input (random numbers, index arithmetic).
   */
  readonly differentiable: "twice" | "once" | "none" | "kink" | "constant";
  /** Documented gradient of the sum of the outputs by the first input, for samples at kinks. */
  readonly gradient?: readonly number[];
  /** Relative tolerance in float32 if the default (2e-5) is too tight, with the reason. */
  readonly float32?: { readonly tolerance: number; readonly reason: string };
  /** Relative tolerance in float64 if the default (1e-9 for values) is too tight, with the reason. */
  readonly float64?: { readonly tolerance: number; readonly reason: string };
}

/** Relative tolerances of the checks, where a sample gives none: values by dtype, derivatives against central differences. */
export const tolerances = { float64: 1e-9, float32: 2e-5, gradient: 1e-6, secondDerivative: 1e-5 } as const;

/** `float32` compares value and gradient with float64's; `refusal`: asking for a gradient is an error. */
export type Check = "value" | "gradient" | "secondDerivative" | "float32" | "kink" | "refusal";

/** What is checked of a sample on a device. */
export function checksOf(
  { differentiable, expected, gradient }: OpSample,
  device: "cpu" | "wasm" | "webgpu",
): ReadonlySet<Check> {
  const smooth = differentiable === "twice";
  const rules: Readonly<Record<Check, boolean>> = {
    value: device !== "webgpu" && expected !== undefined, // WebGPU has no float64: it would only repeat wasm's
    gradient: device !== "webgpu" && (smooth || differentiable === "once"),
    secondDerivative: device !== "webgpu" && smooth,
    float32: true,
    kink: gradient !== undefined,
    refusal: differentiable === "none",
  };
  return new Set((Object.keys(rules) as Check[]).filter((check) => rules[check]));
}

/** Draws the numbers of an input; the same for the same sample on every device. */
export function drawValues(input: SampleInput, seed: number): number[] {
  const { values = "normal", shape } = input;
  if (typeof values !== "string") return [...values];
  const random = new Random(seed);
  const size = sizeOf(shape);
  const draw: Record<typeof values, (i: number) => number> = {
    normal: () => random.normal(),
    positive: () => 0.2 + 2 * random.uniform(),
    unit: () => 0.05 + 0.9 * random.uniform(),
    // No two equal, none near 0, gaps of at least 0.1: safe for max, sort, pooling.
    distinct: () => 0,
    spread: () => 4 * random.normal(),
  };
  if (values === "distinct") {
    const order = random.permutation(size);
    return Array.from(order, (rank) => (rank - size / 2 + 0.25) * 0.13);
  }
  return Array.from({ length: size }, (_, i) => Math.fround(draw[values](i)));
}
