import { constant, type Tensor } from "../core/tensor.ts";
import { div, mul, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { equal, indicator, logicalAnd, logicalNot, where as select } from "../ops/compare.ts";
import { softplus } from "../ops/exponential.ts";
import { concat } from "../ops/indexing.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { l2Normalize } from "../ops/norm.ts";
import { any, logSumExp, mean } from "../ops/reduce.ts";
import { broadcastTo, reshape, sum } from "../ops/structure.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

// What losses that tell like from unlike in a batch share. Zero vectors have cosine 0 with everything, and zero gradient.

/** Inner products of the rows of a and b: [n, m]. */
export function products(a: Tensor, b: Tensor): Tensor {
  return matMul(a, transposeMatrix(b));
}

/** Inner product of each row of a with the same row of b. */
export function rowProducts(a: Tensor, b: Tensor): Tensor {
  return sum(mul(a, b), { axes: -1 });
}

/** Which entries of a [labels, labels] matrix belong to equal labels; bool. */
export function sameLabel(labels: Tensor): Tensor {
  return equal(expandDims(labels, 1), expandDims(labels, 0));
}

/** The diagonal of a [n, n] matrix; bool. */
export function diagonal(n: number): Tensor {
  return sameLabel(iota(n));
}

/** Log-sums of e^x over the last axis (or `axis`) without the entries that are left out; -inf where nothing is left. */
export function logSumOthers(x: Tensor, leftOut: Tensor, axis = -1): Tensor {
  return logSumExp(select(leftOut, Number.NEGATIVE_INFINITY, x), { axes: axis });
}

/**
 * -log of the share a positive has of itself and its negatives. Exact also where the share is nearly 1; 0 without negatives.
 * @param negatives log-sum of e^x over the negatives
 */
export function surprise(positive: Tensor, negatives: Tensor): Tensor {
  return softplus(sub(negatives, positive));
}

/** Two embeddings of each example as directions, checked: [batch, dim] both. */
export function directions(where: string, inputs: Readonly<Record<string, Tensor>>): Tensor[] {
  bindShapes(
    where,
    Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, [x, "[batch, dim]"] as const])),
  );
  requireFloats(where, ...Object.values(inputs));
  return Object.values(inputs).map((x) => l2Normalize(x));
}

/** Two views of a batch, compared all with all. */
export interface Views {
  /** Cosines of all embeddings of both views: [2 batch, 2 batch], the first view's first. */
  readonly cosines: Tensor;
  /** Of the two views of each embedding's example: [2 batch]. */
  readonly positive: Tensor;
  /** Entries of `cosines` that are of one example; bool. */
  readonly own: Tensor;
}

/** Compares two views of a batch. @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats */
export function compareViews(where: string, view1: Tensor, view2: Tensor): Views {
  const [first, second] = directions(where, { view1, view2 }) as [Tensor, Tensor];
  const [both, own] = [concat([first, second]), rowProducts(first, second)];
  const example = iota(first.shape[0] as number);
  return { cosines: products(both, both), positive: concat([own, own]), own: sameLabel(concat([example, example])) };
}

/** The mean of both views' values: [2 batch] to [batch]. */
export function meanOfViews(values: Tensor): Tensor {
  return mean(reshape(values, [2, values.size / 2]), { axes: 0 });
}

/** No example counts where a batch has fewer than `least`; undefined where all do. */
export function countsFrom(least: number, x: Tensor): Tensor | undefined {
  const batch = x.shape[0] as number;
  return batch === 0 || batch >= least ? undefined : broadcastTo(constant(false, { dtype: "bool" }), [batch]);
}

/** Labelled embeddings, compared all with all. */
export interface Labelled {
  /** Cosines of all with all: [batch, batch]. */
  readonly cosines: Tensor;
  /** Pairs of one label that are not of one example with itself; bool. */
  readonly positive: Tensor;
  /** Pairs of equal labels; bool. */
  readonly same: Tensor;
}

/** Compares labelled embeddings. @throws ShapeError, DTypeError unless labels are integers [batch] and embeddings floats [batch, dim] */
export function compareLabelled(where: string, labels: Tensor, embeddings: Tensor): Labelled {
  bindShapes(where, { labels: [labels, "[batch]"], embeddings: [embeddings, "[batch, dim]"] });
  requireFloats(where, embeddings);
  const same = sameLabel(asIndex(where, labels));
  const unit = l2Normalize(embeddings);
  return { cosines: products(unit, unit), positive: positivePairs(same), same };
}

/** Pairs of equal labels without the diagonal. */
export function positivePairs(same: Tensor): Tensor {
  return logicalAnd(same, logicalNot(diagonal(same.shape[0] as number)));
}

/** Examples that another one shares its label with; bool. */
export function hasPositive(where: string, labels: Tensor): Tensor {
  return any(positivePairs(sameLabel(asIndex(where, labels))), { axes: -1 });
}

/** Mean of each row over the chosen entries; 0 where none is. */
export function meanOver(chosen: Tensor, values: Tensor): Tensor {
  const count = sum(indicator(chosen, values), { axes: -1 });
  return div(sum(select(chosen, values, 0), { axes: -1 }), select(equal(count, 0), 1, count));
}
