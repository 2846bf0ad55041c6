import type { Tensor } from "../core/tensor.ts";
import { abs, add, mul, square } from "../ops/arithmetic.ts";
import { sum } from "../ops/structure.ts";
import type { Regularizer } from "./layer.ts";

/** strength · Σ |w| */
export function l1(strength = 0.01): Regularizer {
  return (weight: Tensor) => mul(strength, sum(abs(weight)));
}

/** strength · Σ w² */
export function l2(strength = 0.01): Regularizer {
  return (weight: Tensor) => mul(strength, sum(square(weight)));
}

/** Both. */
export function l1l2({ l1: first = 0.01, l2: second = 0.01 }: { readonly l1?: number; readonly l2?: number } = {}): Regularizer {
  return (weight: Tensor) => add(l1(first)(weight), l2(second)(weight));
}
