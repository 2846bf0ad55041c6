import type { Domain } from "../core/domain.ts";
import { isFloat } from "../core/dtype.ts";
import { ArgumentError, GraphError, ShapeError } from "../core/errors.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import { describe, Tensor } from "../core/tensor.ts";
import { lossParts, type Reduction, resolveReduction } from "../losses/reduce.ts";
import type { LossInfo } from "../losses/spec.ts";
import { oneHot } from "../ops/gather.ts";
import { cast, reshape } from "../ops/structure.ts";
import { type LossName, parseLossOptions, resolveLoss } from "../registry/index.ts";
import { checkLossSource } from "./loss-source.ts";

/** What a custom loss gets besides targets and predictions. */
export interface LossContext {
  /** The network's inputs, by name. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** All of the network's outputs, by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** The network's variables, by name ("dense/kernel"). */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** Float scalar: 1 in the first step of training (0 in evaluation). */
  readonly step: Tensor;
  readonly training: boolean;
}

/**
 * A loss of your own: one value per example ([batch, ...]), a scalar, or several named terms that are added.
 * Parameters go into a closure: `const withThreshold = (t) => (yTrue, yPred) => ...`.
 */
export type LossFunction = (
  yTrue: Tensor,
  yPred: Tensor,
  context: LossContext,
) => Tensor | Readonly<Record<string, Tensor>>;

/** A loss by name with options: `{ name: "huber", delta: 2, reduction: "sum" }`. */
export interface NamedLoss {
  readonly name: LossName | (string & {});
  readonly reduction?: Reduction;
  readonly [option: string]: unknown;
}

export type LossLike = LossName | (string & {}) | NamedLoss | LossFunction;

/** A loss made ready: what it is called, what it takes and how it is reduced. */
export interface ResolvedLoss {
  /** Canonical name, or "loss" for a function. */
  readonly name: string;
  readonly info: LossInfo | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly reduction: Reduction;
  values(yTrue: Tensor, yPred: Tensor, context: LossContext): Readonly<Record<string, LossValues>>;
}

interface LossValues {
  readonly values: Tensor;
  readonly mask: Tensor | undefined;
}

/**
 * The loss behind a name, a name with options, or a function.
 * @param outputWidth size of the last axis of the prediction
 * @throws NameError for an unknown name (nearest match and the list), ArgumentError for an option out of range
 */
export function resolveLossLike(loss: LossLike, outputWidth: number): ResolvedLoss {
  if (typeof loss === "function") {
    checkLossSource(loss);
    return {
      name: "loss",
      info: undefined,
      options: {},
      reduction: "mean",
      values: (t, p, context) => customValues(loss, t, p, context),
    };
  }
  const given: NamedLoss = typeof loss === "string" ? { name: loss } : loss;
  if (typeof given !== "object" || given === null || typeof given.name !== "string")
    throw new ArgumentError("compile", {
      expected: "a loss: a name, { name, ...options }, or a function (yTrue, yPred) => loss",
      got: describe(loss),
    });
  const { name, reduction = "mean", ...options } = given;
  const found = resolveLoss(/^(ce|crossentropy)$/i.test(name) ? crossentropyFor(outputWidth) : name);
  const parsed = parseLossOptions(found.name, found.info, { ...found.options, ...options });
  return {
    name: found.name,
    info: found.info,
    options: parsed,
    reduction: resolveReduction(reduction),
    values: (t, p) => ({
      [found.name]: { values: found.info.fn(t, p, parsed), mask: found.info.mask?.(t, p, parsed) },
    }),
  };
}

/** "crossentropy" by the width of the output; integer labels are one-hot encoded where it is wider than 1. */
function crossentropyFor(width: number): LossName {
  return width === 1 ? "binaryCrossentropy" : "categoricalCrossentropy";
}

function customValues(
  loss: LossFunction,
  yTrue: Tensor,
  yPred: Tensor,
  context: LossContext,
): Record<string, LossValues> {
  const result = loss(yTrue, yPred, context);
  const terms: Record<string, unknown> =
    result instanceof Tensor ? { loss: result } : (result as Record<string, unknown>);
  const fix = "return one value per example, a scalar, or an object of named terms";
  if (typeof terms !== "object" || terms === null || Object.keys(terms).length === 0)
    throw new GraphError("custom loss", { expected: "a tensor or named tensors", got: describe(result), fix });
  for (const [name, term] of Object.entries(terms)) {
    if (!(term instanceof Tensor) || !isFloat(term.dtype))
      throw new GraphError("custom loss", {
        expected: `a float tensor for "${name}"`,
        got: term instanceof Tensor ? String(term) : describe(term),
        fix,
      });
    if (term.rank > 0 && term.shape[0] !== yPred.shape[0])
      throw new ShapeError("custom loss", {
        expected: `a scalar or a first axis of ${yPred.shape[0]} (the batch) for "${name}"`,
        got: shapeText(term.shape),
        fix: "reduce over the other axes, not over the batch: weights and the mean are applied afterwards",
      });
  }
  return Object.fromEntries(
    Object.entries(terms as Record<string, Tensor>).map(([name, values]) => [name, { values, mask: undefined }]),
  );
}

/** Total and divisor of each term of a loss on one batch. The term's value is their quotient. */
export function reduceTerms(
  loss: ResolvedLoss,
  yTrue: Tensor,
  yPred: Tensor,
  context: LossContext,
  sampleWeight: Tensor | undefined,
): Readonly<Record<string, { readonly total: Tensor; readonly divisor: Tensor; readonly value: Tensor }>> {
  const terms = Object.entries(loss.values(yTrue, yPred, context));
  return Object.fromEntries(
    terms.map(([name, { values, mask }]) => [
      name,
      lossParts(values, { reduction: loss.reduction, sampleWeight, mask }),
    ]),
  );
}

/** Whether a loss wants class indices rather than numbers of the prediction's shape. */
export function takesClassIndex(info: LossInfo | undefined): boolean {
  return info?.inputs[0] !== undefined && domainsOf(info.inputs[0].domain).includes("classIndex");
}

function domainsOf(domain: Domain | readonly Domain[]): readonly Domain[] {
  return typeof domain === "string" ? [domain] : domain;
}

/**
 * Puts targets into the form a loss takes: class indices as int64, or one-hot where the prediction has an axis of
 * classes, or numbers in the prediction's dtype (a missing last axis of size 1 is added).
 */
export function encodeTarget(target: Tensor, yPred: Tensor, loss: ResolvedLoss, classes: number | undefined): Tensor {
  if (takesClassIndex(loss.info)) return cast(target, "int64");
  const isIndices = !isFloat(target.dtype) && target.rank === yPred.rank - 1 && classes !== undefined;
  const depth = yPred.shape.at(-1) as number;
  if (loss.info !== undefined && isIndices && depth > 1 && depth >= classes)
    return oneHot(cast(target, "int64"), depth, { dtype: yPred.dtype as "float32" });
  const numbers = cast(target, yPred.dtype);
  const withAxis = [...target.shape, 1];
  return loss.info !== undefined && target.rank > 0 && sameShape(withAxis, yPred.shape)
    ? reshape(numbers, withAxis)
    : numbers;
}
