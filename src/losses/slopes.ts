import { gradients } from "../autodiff/gradients.ts";
import type { Tensor } from "../core/tensor.ts";
import { mul, square } from "../ops/arithmetic.ts";
import { sum } from "../ops/structure.ts";
import { axesFrom } from "./shapes.ts";

/** What stands in for a critic where none is given: half the squared length, whose gradient is the input itself. */
function halfSquare(x: Tensor): Tensor {
  return mul(sum(square(x), { axes: axesFrom(x, 1) }), 0.5);
}

/**
 * Gradient of a critic's scores by its input, example by example; a graph that is differentiated again by the critic's
 * own parameters.
 * @param critic (x) => scores, [batch, ...] to [batch] or one score per patch
 */
export function criticGradient(critic: ((x: Tensor) => Tensor) | undefined, x: Tensor): Tensor {
  return gradients((critic ?? halfSquare)(x), [x])[0] as Tensor;
}
