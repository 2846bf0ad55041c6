import type { TypedArray } from "./dtype.ts";
import type { Random } from "./random.ts";
import type { Tensor } from "./tensor.ts";

/** A value that training keeps from step to step: a weight, a running mean. */
export interface Variable {
  /** Symbol it has in every graph; its name is unique in a model ("dense/kernel"). */
  readonly tensor: Tensor;
  /** Whether it is differentiated and updated by the optimizer. */
  readonly trainable: boolean;
  /** Draws its first value. */
  initial(random: Random): TypedArray;
}
