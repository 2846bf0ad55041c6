import { ShapeError, unknownName } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { div } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { mulOrZero } from "../ops/exponential.ts";
import { broadcastTo, cast, fullLike, reshape, sum } from "../ops/structure.ts";
import { requireDType, requireFloat } from "../ops/support.ts";

/**
 * How the values of a loss become one number. `mean`: Σ w·l over the number of unmasked values (Keras
 * `sum_over_batch_size`); `meanOverWeights`: Σ w·l / Σ w (Keras `mean_with_sample_weight`); `sum`; `none`: not at all.
 */
export type Reduction = "mean" | "meanOverWeights" | "sum" | "none";

/** Ours, then Keras' and PyTorch's; compared without case and underscores. */
const spellings: readonly (readonly [string, Reduction])[] = [
  ["mean", "mean"],
  ["meanOverWeights", "meanOverWeights"],
  ["sum", "sum"],
  ["none", "none"],
  ["sum_over_batch_size", "mean"],
  ["elementwise_mean", "mean"],
  ["mean_with_sample_weight", "meanOverWeights"],
];

/** The reduction behind a spelling. @throws NameError with the nearest and the list */
export function resolveReduction(name: string): Reduction {
  const plain = (text: string): string => text.toLowerCase().replaceAll("_", "");
  const found = spellings.find(([spelling]) => plain(spelling) === plain(String(name)));
  if (found !== undefined) return found[1];
  throw unknownName(
    "reduction",
    name,
    spellings.map(([spelling]) => spelling),
  );
}

export interface ReduceLossOptions {
  /** Default "mean". */
  readonly reduction?: Reduction | undefined;
  /** One weight per example or position: the first axes of the values (and any number of axes of size 1 after them). */
  readonly sampleWeight?: Tensor | undefined;
  /** Positions that count (bool), aligned like weights; the others leave the sum and the divisor. */
  readonly mask?: Tensor | undefined;
  /** What the loss is called in errors. */
  readonly where?: string | undefined;
}

export interface LossParts {
  readonly total: Tensor;
  readonly divisor: Tensor;
  /** total / divisor; 0, with zero gradient, when nothing is left to average. */
  readonly value: Tensor;
}

/**
 * Reduces the values of any loss, weighted and masked.
 * @param values one per example or position, [batch, ...]
 * @returns a scalar, or with `none` the weighted values, 0 where masked
 * @throws ShapeError when weights or mask do not align with the values
 */
export function reduceLoss(values: Tensor, options: ReduceLossOptions = {}): Tensor {
  return options.reduction === "none" ? counted(values, options) : lossParts(values, options).value;
}

/**
 * Total and divisor of a reduction, both scalars: over several batches each is added up before they are divided.
 * `sum` and `none` have the divisor 1.
 */
export function lossParts(values: Tensor, options: ReduceLossOptions = {}): LossParts {
  const total = sum(counted(values, options));
  const { reduction = "mean", sampleWeight, mask } = options;
  const isMean = reduction === "mean" || reduction === "meanOverWeights";
  if (!isMean || (mask === undefined && (reduction === "mean" || sampleWeight === undefined))) {
    const count = isMean ? values.size : 1;
    const divisor = constant(count, { dtype: values.dtype });
    return { total, divisor, value: count <= 1 ? total : div(total, divisor) };
  }
  // The weights are what is counted here, as if every value were 1.
  const one = fullLike(values, 1);
  const weights = reduction === "mean" ? undefined : sampleWeight;
  const divisor = sum(counted(one, { mask, sampleWeight: weights, where: options.where }));
  const isEmpty = equal(divisor, 0);
  return { total, divisor, value: where(isEmpty, 0, div(total, where(isEmpty, 1, divisor))) };
}

/** Values times weights, and 0 where the mask says so: replaced, not multiplied, so that no infinity or NaN survives. */
function counted(values: Tensor, { sampleWeight, mask, where: loss }: ReduceLossOptions): Tensor {
  requireFloat(loss ?? "loss", values);
  const nameOf = (what: string): string => (loss === undefined ? what : `${loss}: ${what}`);
  if (mask !== undefined) requireDType("mask", mask, "bool");
  const weight = sampleWeight && alignRows(nameOf("sampleWeight"), cast(sampleWeight, values.dtype), values.shape);
  const weighted = weight === undefined ? values : mulOrZero(weight, values);
  return mask === undefined ? weighted : where(alignRows(nameOf("mask"), mask, values.shape), weighted, 0);
}

/**
 * Weights or a mask stretched to the shape of values, aligned at the first axis. Axes of size 1 at their end do not count.
 * @param where what they are of, for errors
 * @throws ShapeError when they have no entry for each example or position, or there is but one value
 */
export function alignRows(where: string, x: Tensor, shape: Shape): Tensor {
  if (shape.length === 0)
    throw new ShapeError(where, {
      expected: "a loss with one value per example",
      got: "a loss that returns a scalar",
      fix: "return the loss before the mean over the batch, one value per example: [batch]",
    });
  const given = [...x.shape];
  while (given.length > 1 && given.at(-1) === 1) given.pop();
  const fits = given.every((size, axis) => size === shape[axis]);
  if (given.length > shape.length || !fits)
    throw new ShapeError(where, {
      expected: `one entry per example, [${shape[0]}]${shape.length > 1 ? `, or per position, ${shapeText(shape)}` : ""}`,
      got: shapeText(x.shape),
    });
  return broadcastTo(reshape(x, [...given, ...shape.slice(given.length).map(() => 1)]), shape);
}
