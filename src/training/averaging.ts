import { toTypedArray } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import { input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import { slotName } from "./state.ts";

// Exponential moving average of the weights (Polyak and Juditsky 1992; with decay and correction as Adam's moments): after
// each step e ← decay · e + (1 - decay) · w, from 0. What is used is e / (1 - decay^t): the mean of the weights after each of
// t steps, the last counting most. The first values of the weights are no part of it.

const slot = "average";

/** The average before the first step. */
export function freshAverages(variables: readonly Variable[]): Values {
  const entries = variables
    .filter(({ trainable }) => trainable)
    .map((variable) => {
      const { shape, dtype } = variable.tensor;
      return [slotName(variable, slot), Value.of(toTypedArray(dtype, new Float64Array(sizeOf(shape))), shape, dtype)];
    });
  return Object.fromEntries(entries) as Values;
}

/** Next values of the averages. @param next those of the weights */
export function averageUpdates(
  variables: readonly Variable[],
  next: readonly { readonly tensor: Tensor; readonly next: Tensor }[],
  decay: number,
): { tensor: Tensor; next: Tensor }[] {
  return variables.map((variable) => {
    const { tensor } = variable;
    const average = input(slotName(variable, slot), tensor.shape, { dtype: tensor.dtype });
    const weight = next.find((each) => each.tensor === tensor)?.next as Tensor;
    return { tensor: average, next: add(average, mul(sub(weight, average), 1 - decay)) };
  });
}

/** The averaged weights, corrected for their start at 0; none where none are kept, or no step is in them yet. */
export async function readAverages(
  variables: readonly Variable[],
  state: Values,
  { decay, steps }: { readonly decay: number | undefined; readonly steps: number },
): Promise<Values> {
  if (decay === undefined || steps === 0) return {};
  const share = -Math.expm1(steps * Math.log(decay));
  const entries = await Promise.all(
    variables
      .filter(({ trainable }) => trainable)
      .map(async (variable) => {
        const { name, shape, dtype } = variable.tensor;
        const average = await (state[slotName(variable, slot)] as Value).numbers();
        return [
          name,
          Value.of(
            toTypedArray(
              dtype,
              Float64Array.from(average, (e) => e / share),
            ),
            shape,
            dtype,
          ),
        ] as const;
      }),
  );
  return Object.fromEntries(entries);
}
