import type { Tensor } from "../core/tensor.ts";
import { div, sub } from "../ops/arithmetic.ts";
import { equal, where as select } from "../ops/compare.ts";
import { mean } from "../ops/reduce.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { rootOrZero } from "./norms.ts";
import { diagonal, squaredDistances } from "./pairwise.ts";
import { bindFloats } from "./shapes.ts";

/** Embeddings of a teacher and a student of the same examples, of any widths; the teacher's held constant. */
export function requireBoth(where: string, yTrue: Tensor, yPred: Tensor): [teacher: Tensor, student: Tensor] {
  bindFloats(where, { yTrue: [yTrue, "[batch, teacherDim]"], yPred: [yPred, "[batch, studentDim]"] });
  return [stopGradient(yTrue), yPred];
}

/** Distances between all rows in units of their mean over different rows. */
export function relativeDistances(x: Tensor): Tensor {
  const [batch] = x.shape as [number];
  const all = rootOrZero(select(diagonal(batch), 0, squaredDistances(x, x)));
  const average = div(sum(all, { keepDims: true }), Math.max(batch * (batch - 1), 1));
  return div(all, select(equal(average, 0), 1, average));
}

/** Rows less their means. */
export function centred(x: Tensor, axis: number): Tensor {
  return sub(x, mean(x, { axes: axis, keepDims: true }));
}
