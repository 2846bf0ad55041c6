import { constant, type Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { div, maximum, neg, square, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { greater, indicator, logicalAnd, logicalNot } from "../ops/compare.ts";
import { softplus } from "../ops/exponential.ts";
import { any } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { requireAlike } from "./elementwise.ts";
import { bindShapes } from "./shapes.ts";

/** What a pair costs, by how far the positive is above the negative. */
export type Surrogate = "hinge" | "squaredHinge" | "logistic" | "square";

export function surrogateOf(surrogate: Surrogate, lead: Tensor, margin: number): Tensor {
  if (surrogate === "logistic") return softplus(neg(lead));
  const lack = sub(margin, lead);
  if (surrogate === "square") return square(lack);
  return surrogate === "hinge" ? relu(lack) : square(relu(lack));
}

/** Positives of a batch, against its negatives. */
export interface BinaryPairs {
  /** Scores of rows less those of columns: [batch, batch] */
  readonly lead: Tensor;
  /** Columns that are negatives: [1, batch] bool */
  readonly isNegative: Tensor;
  /** How many of them there are, at least 1: a scalar. */
  readonly count: Tensor;
}

/**
 * @param yTrue 0 or 1, [batch]
 * @param yPred scores, [batch]
 * @throws ShapeError, DTypeError when they do not fit
 */
export function readPairs(where: string, yTrue: Tensor, yPred: Tensor): BinaryPairs {
  bindShapes(where, { yTrue: [yTrue, "[batch]"], yPred: [yPred, "[batch]"] });
  requireAlike(where, yTrue, yPred);
  const isNegative = expandDims(logicalNot(isPositive(yTrue)), 0);
  const count = maximum(sum(indicator(isNegative, yPred)), 1);
  return { lead: sub(expandDims(yPred, 1), expandDims(yPred, 0)), isNegative, count };
}

function isPositive(yTrue: Tensor): Tensor {
  return greater(yTrue, 0.5);
}

/** Positives, where there is a negative to compare them with: [batch] bool. */
export function hasPair(yTrue: Tensor): Tensor {
  const positive = isPositive(yTrue);
  return logicalAnd(positive, any(logicalNot(positive), { axes: 0, keepDims: true }));
}

/** Share of positives: as given, or that of a batch, 0 without examples. A scalar. */
export function positiveShare(yTrue: Tensor, given: number | undefined): Tensor {
  return given === undefined ? div(sum(yTrue), Math.max(1, yTrue.size)) : constant(given, { dtype: yTrue.dtype });
}
