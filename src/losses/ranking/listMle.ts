import type { Tensor } from "../../core/tensor.ts";
import { constant } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { equal, logicalAnd, logicalOr, where as select } from "../../ops/compare.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { differences, hasItems, isPreferred, readLists } from "../lists.ts";
import type { LossSpec } from "../spec.ts";

/**
 * ListMLE: surprise at the order by relevance under the Plackett-Luce model, in which each place is drawn from the items
 * left with odds e^score. Items of equal relevance are taken in the order given.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists of padding only are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function listMle(yTrue: Tensor, yPred: Tensor): Tensor {
  const { isReal, scores } = readLists("listMle", yTrue, yPred);
  const places = Array.from({ length: yPred.shape[1] as number }, (_, i) => i);
  const isLater = constant(
    places.map((i) => places.map((j) => (j >= i ? 1 : 0))),
    { dtype: "bool" },
  );
  const isEqual = logicalAnd(equal(differences(yTrue), 0), isLater);
  const isLeft = logicalOr(isPreferred(yTrue), logicalAnd(isEqual, expandDims(isReal, 1)));
  const all = expandDims(scores, 1);
  const left = logSumExp(select(isLeft, all, Number.NEGATIVE_INFINITY), { axes: 2 });
  return sum(select(isReal, sub(left, scores), 0), { axes: 1 });
}

const spec: LossSpec<Record<never, never>> = {
  fn: listMle,
  mask: (yTrue) => hasItems(yTrue),
  aliases: ["ListMLELoss", "list_mle_loss", "plackettLuce"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Surprise at the order by relevance when each place is drawn with odds e^score.",
  formula:
    "\\sum_i \\log \\Bigl( \\sum_{j \\ge i} e^{s_{\\pi(j)}} \\Bigr) - s_{\\pi(i)}, \\quad \\pi = \\text{order by } y",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: {},
  sizes: { items: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Xia et al. 2008, doi:10.1145/1390156.1390306"],
  reference: {},
};
export default spec;
