import { constant, type Tensor, type TensorLike } from "../core/tensor.ts";
import { div, mul, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { equal, where as select } from "../ops/compare.ts";
import { softplus } from "../ops/exponential.ts";
import { concat } from "../ops/indexing.ts";
import { l2Normalize } from "../ops/norm.ts";
import { logSumExp, mean } from "../ops/reduce.ts";
import { broadcastTo, reshape, sum } from "../ops/structure.ts";
import { type BlockOptions, inRowBlocks } from "./blocks.ts";
import { diagonal, dots, sameLabel } from "./pairwise.ts";
import { bindFloats, notated, type Sizes } from "./shapes.ts";

// What losses that tell like from unlike in a batch share. Zero vectors have cosine 0 with everything, and zero gradient.

/** Inner product of each row of a with the same row of b. */
export function rowProducts(a: Tensor, b: Tensor): Tensor {
  return sum(mul(a, b), { axes: -1 });
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

/**
 * Checks embeddings of the same examples, [batch, dim] all, and rows kept from earlier batches, [memory, dim].
 * @throws ShapeError when a shape does not fit, DTypeError unless all are floats of one dtype
 */
export function requireViews(where: string, views: Readonly<Record<string, Tensor>>, queue?: Tensor): Sizes {
  return bindFloats(where, { ...notated(views, "[batch, dim]"), ...(queue && { queue: [queue, "[memory, dim]"] }) });
}

/** Embeddings of the same examples as directions, checked as by requireViews. */
export function directions(where: string, views: Readonly<Record<string, Tensor>>): Tensor[] {
  requireViews(where, views);
  return Object.values(views).map((x) => l2Normalize(x));
}

/**
 * How surprising it is that row i of the keys belongs to row i of the queries, among all keys: [batch].
 * @param query [batch, dim]
 * @param key the same shape
 */
export function searchBatch(query: Tensor, key: Tensor, temperature: TensorLike, options: BlockOptions = {}): Tensor {
  const others = logSumOfOthers({ query, key, owner: iota(query.shape[0] as number), temperature }, options);
  return surprise(div(rowProducts(query, key), temperature), others);
}

/**
 * log Σ e^(q·k / temperature) of each row of queries over the keys that are not its owner's; -inf without any.
 * @param comparison query and key: [n, dim]; owner: whose row i of both is, integers [n]
 * @returns [n]
 */
export function logSumOfOthers(
  { query, key, owner, temperature }: Readonly<Record<"query" | "key" | "owner", Tensor>> & { temperature: TensorLike },
  options: BlockOptions,
): Tensor {
  const rows = { query, owner: expandDims(owner, 1) };
  return inRowBlocks(rows, key.shape[0] as number, options, (block) =>
    logSumOthers(div(dots(block.query, key), temperature), equal(block.owner, expandDims(owner, 0))),
  );
}

/** log of the mean, over pairs of different rows, of e^(-t · squared distance): a number. @param unit directions, [batch, dim] */
export function crowding(unit: Tensor, t: number): Tensor {
  const batch = unit.shape[0] as number;
  // Squared distances on the sphere are 2 - 2 cos.
  const logs = logSumOthers(mul(sub(dots(unit, unit), 1), 2 * t), diagonal(batch));
  return sub(logSumExp(logs), Math.log(batch * (batch - 1)));
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
  return { cosines: dots(both, both), positive: concat([own, own]), own: sameLabel(concat([example, example])) };
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
