import type { Tensor } from "../core/tensor.ts";
import { mul, sub } from "../ops/arithmetic.ts";
import { stopGradient } from "../ops/structure.ts";

/** x with its gradient reversed: what is minimised elsewhere is maximised by x. */
export function reversed(x: Tensor): Tensor {
  return sub(mul(stopGradient(x), 2), x);
}
