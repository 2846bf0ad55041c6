import { constant, type Tensor } from "../core/tensor.ts";
import { add, div, mul, sub } from "../ops/arithmetic.ts";
import { equal, indicator } from "../ops/compare.ts";
import { gatherElements } from "../ops/gather.ts";
import { cumSum } from "../ops/scan.ts";
import { topK } from "../ops/sort.ts";
import { sum } from "../ops/structure.ts";

/**
 * What each error adds to the Jaccard loss if the errors are added by size: J(i) - J(i - 1), with the difference taken in
 * closed form, so that it keeps its digits where there are millions of pixels.
 * @param target [..., n] in the order of the errors, largest first
 */
function jaccardSteps(target: Tensor): Tensor {
  const missing = sub(1, target);
  const total = sum(target, { axes: -1, keepDims: true });
  const left = sub(total, cumSum(target));
  const union = add(total, cumSum(missing));
  const n = target.shape.at(-1) as number;
  // With nothing to be found, the largest error alone makes the union, and counts whole.
  const alone = mul(
    indicator(equal(total, 0), total),
    constant(
      Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0)),
      { dtype: target.dtype },
    ),
  );
  const step = add(add(mul(target, union), mul(left, missing)), alone);
  return div(step, add(mul(union, sub(union, missing)), alone));
}

/**
 * The Lovász extension of the Jaccard loss: its convex closure over errors.
 * @param errors [..., n]
 * @param target 0 or 1, the same shape
 * @returns [...]
 */
export function lovaszExtension(errors: Tensor, target: Tensor, held: (sorted: Tensor) => Tensor = (x) => x): Tensor {
  const { values, indices } = topK(errors, errors.shape.at(-1) as number);
  return sum(mul(held(values), jaccardSteps(gatherElements(target, indices))), { axes: -1 });
}
