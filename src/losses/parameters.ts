import type { Tensor } from "../core/tensor.ts";
import { add, maximum, sub } from "../ops/arithmetic.ts";
import { stopGradient } from "../ops/structure.ts";
import { requireSameShape } from "../ops/support.ts";
import { requireFloats } from "./shapes.ts";

/**
 * Targets and the parameters of their distributions, one of each per target: never broadcast.
 * @throws ShapeError when shapes differ, DTypeError when they are not floats of one dtype
 */
export function requireOneEach(where: string, named: Readonly<Record<string, Tensor>>): void {
  requireSameShape(where, named);
  requireFloats(where, ...Object.values(named));
}

/** x, or the bound where x is less; the gradient passes there too, so that a parameter can leave the bound again. */
export function heldAbove(x: Tensor, bound: number): Tensor {
  return add(x, stopGradient(sub(maximum(x, bound), x)));
}
