import { type DType, toTypedArray } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import { input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";

/** Name of an optimizer's slot for a variable. */
export function slotName(variable: Variable, slot: string): string {
  return `${variable.tensor.name}#${slot}`;
}

/** The optimizer's state before the first step. */
export function freshSlots(variables: readonly Variable[], optimizer: Optimizer): Values {
  const entries = variables
    .filter((variable) => variable.trainable)
    .flatMap((variable) =>
      Object.entries(optimizer.slots).map(([slot, initial]) => {
        const { shape, dtype } = variable.tensor;
        const data = toTypedArray(dtype, new Float64Array(sizeOf(shape)).fill(initial));
        return [slotName(variable, slot), Value.of(data, shape, dtype)] as const;
      }),
    );
  return Object.fromEntries(entries);
}

/** What every step is fed besides data: its learning rate, its number (from 1) and a seed for random ops. */
export interface StepScalars {
  readonly learningRate: Tensor;
  readonly number: Tensor;
  readonly seed: Tensor;
}

/** Graph inputs for the scalars of a step. */
export function stepScalars(dtype: DType): StepScalars {
  return {
    learningRate: input("step:learningRate", [], { dtype }),
    number: input("step:number", [], { dtype }),
    seed: input("step:seed", [], { dtype: "int64" }),
  };
}

/** Values of the scalars for `count` steps from `first` (0-based). The seed of a step depends on nothing but `seed` and its number. */
export function stepScalarValues(
  first: number,
  count: number,
  {
    optimizer,
    seed,
    dtype,
  }: { readonly optimizer: Pick<Optimizer, "learningRate">; readonly seed: number; readonly dtype: DType },
): Values {
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  const rates = numbers.map((step) => learningRateAt(optimizer, step));
  const seeds = BigInt64Array.from(numbers, (step) => (BigInt(seed >>> 0) << 31n) + BigInt(step));
  return {
    "step:learningRate": Value.of(rates, [count], dtype),
    "step:number": Value.of(
      numbers.map((step) => step + 1),
      [count],
      dtype,
    ),
    "step:seed": Value.of(seeds, [count], "int64"),
  };
}

/** The learning rate of a step (0-based). */
export function learningRateAt({ learningRate }: Pick<Optimizer, "learningRate">, step: number): number {
  return typeof learningRate === "number" ? learningRate : learningRate(step);
}
