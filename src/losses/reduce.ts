import { ShapeError, unknownName } from "../core/errors.ts";
import { shapeText, sizeOf } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { div, mul } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { broadcastTo, cast, reshape, sum } from "../ops/structure.ts";

/**
 * How the values of a loss become one number. `mean`: Σ w·l over the number of unmasked values (Keras
 * `sum_over_batch_size`); `meanOverWeights`: Σ w·l / Σ w (Keras `mean_with_sample_weight`); `sum`; `none`: not at all.
 */
export type Reduction = "mean" | "meanOverWeights" | "sum" | "none";

/** Keras' and PyTorch's spellings. */
const spellings: ReadonlyMap<string, Reduction> = new Map([
  ["mean", "mean"],
  ["sum_over_batch_size", "mean"],
  ["elementwise_mean", "mean"],
  ["meanOverWeights", "meanOverWeights"],
  ["mean_with_sample_weight", "meanOverWeights"],
  ["sum", "sum"],
  ["none", "none"],
] as const);

/** The reduction behind a spelling. @throws NameError with the list */
export function resolveReduction(name: string): Reduction {
  const found = spellings.get(name);
  if (found === undefined) throw unknownName("reduction", name, spellings.keys());
  return found;
}

export interface ReduceLossOptions {
  readonly reduction?: Reduction | undefined;
  /** One weight per example or position: aligned from the first axis. */
  readonly sampleWeight?: Tensor | undefined;
  /** Positions that count (bool, the shape of the values); the others leave the sum and the divisor. */
  readonly mask?: Tensor | undefined;
}

export interface LossParts {
  readonly total: Tensor;
  readonly divisor: Tensor;
  /** total / divisor; 0, with zero gradient, when nothing is left to average. */
  readonly value: Tensor;
}

/** Reduces the values of any loss, weighted and masked. @returns a scalar, or the weighted values with `none` */
export function reduceLoss(values: Tensor, options: ReduceLossOptions = {}): Tensor {
  if (options.reduction === "none") return applyMask(weigh(values, options.sampleWeight), options.mask);
  return lossParts(values, options).value;
}

/** Total and divisor of a reduction: over several batches the two are added up before they are divided. */
export function lossParts(values: Tensor, { reduction = "mean", sampleWeight, mask }: ReduceLossOptions = {}): LossParts {
  const total = sum(applyMask(weigh(values, sampleWeight), mask));
  const count = (x: Tensor | undefined): Tensor =>
    x === undefined ? constant(values.size, { dtype: values.dtype }) : sum(applyMask(x, mask));
  const ones = mask === undefined ? undefined : broadcastTo(constant(1, { dtype: values.dtype }), values.shape);
  const divisor =
    reduction === "sum" || reduction === "none"
      ? constant(1, { dtype: values.dtype })
      : count(reduction === "meanOverWeights" && sampleWeight !== undefined ? alignWeight(values, sampleWeight) : ones);
  const isEmpty = equal(divisor, 0);
  return { total, divisor, value: where(isEmpty, 0, div(total, where(isEmpty, 1, divisor))) };
}

/** Masked values are replaced, not multiplied: a NaN there must not survive. */
function applyMask(values: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return values;
  return where(reshape(mask, values.shape), values, 0);
}

function weigh(values: Tensor, sampleWeight: Tensor | undefined): Tensor {
  return sampleWeight === undefined ? values : mul(values, alignWeight(values, sampleWeight));
}

/** Weights stretched to the shape of the values, from the first axis on. */
function alignWeight(values: Tensor, sampleWeight: Tensor): Tensor {
  const weight = cast(sampleWeight, values.dtype);
  if (values.rank === 0)
    throw new ShapeError("sampleWeight", {
      expected: "a loss with one value per example",
      got: "a loss that returns a scalar",
      fix: "return the loss before the mean over the batch",
    });
  const shape = weight.shape.length > values.rank && sizeOf(weight.shape.slice(values.rank)) === 1 ? weight.shape.slice(0, values.rank) : weight.shape;
  const padded = [...shape, ...new Array<number>(Math.max(0, values.rank - shape.length)).fill(1)];
  if (padded.length !== values.rank || padded.some((size, axis) => size !== 1 && size !== values.shape[axis]))
    throw new ShapeError("sampleWeight", {
      expected: `weights for losses of shape ${shapeText(values.shape)}: [${values.shape[0]}], one per example, or one per position`,
      got: shapeText(weight.shape),
    });
  return broadcastTo(reshape(weight, padded), values.shape);
}

