import type { Tensor } from "../core/tensor.ts";
import { add, clip, div, mul, square, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { equal, where as select } from "../ops/compare.ts";
import { mean } from "../ops/reduce.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { diagonal, products } from "./contrast.ts";
import { rootOrZero } from "./norms.ts";
import { bindFloats } from "./shapes.ts";

/** Embeddings of a teacher and a student of the same examples, of any widths; the teacher's held constant. */
export function requireBoth(where: string, yTrue: Tensor, yPred: Tensor): [teacher: Tensor, student: Tensor] {
  bindFloats(where, { yTrue: [yTrue, "[batch, teacherDim]"], yPred: [yPred, "[batch, studentDim]"] });
  return [stopGradient(yTrue), yPred];
}

/** Above this many numbers the differences of all pairs are not written out. */
const mostDifferences = 2 ** 22;

/** Euclidean distances between all rows, [batch, batch], with gradient 0 between equal ones. */
function distances(x: Tensor): Tensor {
  const [batch] = x.shape as [number];
  if (x.size * batch <= mostDifferences)
    return rootOrZero(sum(square(sub(expandDims(x, 1), expandDims(x, 0))), { axes: -1 }));
  const squares = sum(square(x), { axes: -1 });
  const lengths = add(expandDims(squares, 1), expandDims(squares, 0));
  const squared = clip(sub(lengths, mul(products(x, x), 2)), 0, Number.POSITIVE_INFINITY);
  return rootOrZero(select(diagonal(batch), 0, squared));
}

/** Distances between all rows in units of their mean over different rows. */
export function relativeDistances(x: Tensor): Tensor {
  const [batch] = x.shape as [number];
  const all = distances(x);
  const average = div(sum(all, { keepDims: true }), Math.max(batch * (batch - 1), 1));
  return div(all, select(equal(average, 0), 1, average));
}

/** Huber's function with delta 1, of errors. */
export function huberOf(error: Tensor): Tensor {
  const held = clip(error, -1, 1);
  return mul(held, sub(error, mul(held, 0.5)));
}

/** Rows less their means. */
export function centred(x: Tensor, axis: number): Tensor {
  return sub(x, mean(x, { axes: axis, keepDims: true }));
}
