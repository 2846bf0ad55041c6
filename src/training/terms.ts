import { isFloat } from "../core/dtype.ts";
import { ArgumentError, DataError, GraphError, ShapeError, unknownName } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import { describe, Tensor, type TensorLike } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import { type LossParts, lossParts, type Reduction, resolveReduction } from "../losses/reduce.ts";
import type { LossInfo } from "../losses/spec.ts";
import { add, div, minimum, mul } from "../ops/arithmetic.ts";
import { cast } from "../ops/structure.ts";
import { type FoundLoss, type LossName, parseLossOptions, resolveLoss } from "../registry/index.ts";
import type { Balancer } from "./balancing.ts";
import type { CombinedLoss } from "./combine.ts";
import { type Counting, joinMasks } from "./counting.ts";
import { type DefinedLoss, definedNames } from "./define-loss.ts";
import { lossVariables } from "./loss-variables.ts";
import type { FloatDType } from "./network.ts";
import { asPrediction, encodeTarget, type LabelField, labelFields, predictionsOf, targetsOf } from "./targets.ts";

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
  /**
   * Outputs of the network and fields of the data for the loss's inputs, by the inputs' names, where they are called
   * otherwise: `{ name: "tripletMargin", inputs: { anchor: "a", positive: "p", negative: "n" } }`.
   */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Options that the optimizer trains, from the given value on: `["temperature"]`. */
  readonly train?: readonly string[];
  readonly [option: string]: unknown;
}

/** One loss: a name, a name with options, a function, a loss of `defineLoss`, or several of `combine`. */
export type LossLike = LossName | (string & {}) | NamedLoss | LossFunction | DefinedLoss | CombinedLoss;

/** The network a loss is for. */
export interface LossHome {
  /** The output the loss belongs to. */
  readonly output: string;
  /** Shapes of one example of each output. */
  readonly outputShapes: Readonly<Record<string, Shape>>;
  readonly dtype: FloatDType;
}

/** What a loss is computed from on one batch. */
export interface LossSources {
  /** The output the loss belongs to. */
  readonly yPred: Tensor;
  /** Its target as it is in the data. @throws DataError when the data has none */
  readonly target: () => { readonly raw: Tensor; readonly classes: number | undefined };
  /** Fields of the data, by name. */
  readonly fields: Readonly<Record<string, Tensor>>;
  readonly context: LossContext;
}

/** A loss made ready: what it is called, what it takes and how it is reduced. */
export interface ResolvedLoss {
  /** Canonical name, or "loss" for a function. */
  readonly name: string;
  readonly info: LossInfo | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly reduction: Reduction;
  /** What it keeps from step to step. */
  readonly variables: readonly Variable[];
  /** Outputs that its predictions are taken from, by the predictions' names. */
  readonly predictions: Readonly<Record<string, string>>;
  /** Fields or outputs that its other inputs are taken from, where they are called otherwise. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Whether it compares with a target. */
  readonly takesTarget: boolean;
  /** Labels it takes, which can be checked. */
  readonly labels: readonly LabelField[];
  /** Fields of the data it reads by itself. */
  readonly fields: readonly string[];
  /** Factors of its terms, by name, where not 1. */
  readonly termWeights: Readonly<Record<string, number>>;
  /** How its terms share in their sum, where not by fixed weights. */
  readonly balancer: Balancer | undefined;
  values(sources: LossSources): LossResult;
}

/** One term of a loss on a batch, before weights and reduction. */
interface LossTerm {
  readonly values: Tensor;
  readonly mask: Tensor | undefined;
  /** Default: that of the loss. */
  readonly reduction?: Reduction;
  /** Factor after reduction. Default 1. */
  readonly weight?: number;
  /** Which of the balancer's terms it belongs to. */
  readonly unit?: string;
}

export interface LossResult {
  readonly terms: Readonly<Record<string, LossTerm>>;
  /** Next values of variables that are not trained. */
  readonly updates: ReadonlyMap<Variable, Tensor>;
}

/** A loss by name, its options checked. */
export interface ParsedLoss extends FoundLoss {
  readonly reduction: Reduction;
  readonly inputs: Readonly<Record<string, string>>;
  readonly train: readonly string[];
  readonly ramps: Readonly<Record<string, Ramp>>;
}

/**
 * The loss behind a name, or a name with options.
 * @param outputWidth size of the last axis of the prediction
 * @throws NameError for an unknown name (nearest match and the list), ArgumentError for an option out of range
 */
export function parseNamedLoss(loss: string | NamedLoss, outputWidth: number): ParsedLoss {
  const given: NamedLoss = typeof loss === "string" ? { name: loss } : loss;
  if (typeof given !== "object" || given === null || typeof given.name !== "string")
    throw new ArgumentError("compile", {
      expected: "a loss: a name, { name, ...options }, or a function (yTrue, yPred) => loss",
      got: describe(loss),
    });
  const { name, reduction = "mean", inputs = {}, train = [], ...options } = given;
  if (!Array.isArray(train))
    throw new ArgumentError(`${name}: train`, {
      expected: "a list of options",
      got: describe(train),
      fix: trainFix(train),
    });
  const isByWidth = /^(ce|crossentropy)$/i.test(name);
  const found = resolveLoss(isByWidth ? crossentropyFor(outputWidth) : name, definedNames());
  const { plain, ramps } = takeRamps(found, options);
  return {
    ...found,
    options: parseLossOptions(found.name, found.info, { ...found.options, ...plain }),
    reduction: resolveReduction(reduction),
    inputs,
    train,
    ramps,
  };
}

function trainFix(train: unknown): string {
  return `write train: [${typeof train === "string" ? JSON.stringify(train) : '"temperature"'}]`;
}

/** A scalar option that changes evenly over the first steps of training and then stays. Evaluation takes its end. */
export interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** Options without ramps (the end of a ramp stands for it), and the ramps. */
export function takeRamps(
  { name, info }: Pick<FoundLoss, "info"> & { readonly name: string },
  options: Readonly<Record<string, unknown>>,
): { readonly plain: Readonly<Record<string, unknown>>; readonly ramps: Readonly<Record<string, Ramp>> } {
  const isRamp = (value: unknown): value is Ramp =>
    typeof value === "object" && value !== null && "from" in value && "to" in value && "steps" in value;
  const ramps = Object.entries(options).flatMap(([key, value]) => (isRamp(value) ? [[key, value] as const] : []));
  for (const [key, { from, steps }] of ramps) {
    parseLossOptions(name, info, { [key]: from });
    const param = info.params[key];
    if (!(param?.kind === "number" && param.trainable && Number.isInteger(steps) && steps > 0))
      throw new ArgumentError(`${name}: ${key}`, {
        expected: "a ramp { from, to, steps } of an option that may be a tensor, over a whole number of steps from 1",
        got: JSON.stringify(options[key]),
        fix: "give a number",
      });
  }
  return {
    plain: { ...options, ...Object.fromEntries(ramps.map(([key, { to }]) => [key, to])) },
    ramps: Object.fromEntries(ramps),
  };
}

/** The value of a ramp in a step. */
export function rampValue({ from, to, steps }: Ramp, { step, training }: LossContext): TensorLike {
  return training ? add(mul(minimum(div(step, steps), 1), to - from), from) : to;
}

/** A loss of the registry, made ready for a network. */
export function namedLoss(parsed: ParsedLoss, { output, outputShapes, dtype }: LossHome): ResolvedLoss {
  const { name, info, options, inputs } = parsed;
  for (const key of Object.keys(inputs))
    if (!info.inputs.some((each) => each.name === key && each.variable === undefined))
      throw unknownName(
        `${name} inputs`,
        key,
        info.inputs.flatMap((each) => (each.variable === undefined ? [each.name] : [])),
      );
  const sources = Object.fromEntries(
    predictionsOf(info).map((each, _, all) => {
      const from = inputs[each.name] ?? (all.length === 1 ? output : each.name);
      if (outputShapes[from] === undefined) throw unboundPrediction(name, each.name, from, Object.keys(outputShapes));
      return [each.name, from] as const;
    }),
  );
  const variables = lossVariables(
    {
      path: Object.keys(outputShapes).length === 1 ? name : `${output}/${name}`,
      predictions: Object.fromEntries(Object.entries(sources).map(([key, from]) => [key, outputShapes[from] as Shape])),
      dtype,
    },
    info,
    options,
    parsed.train,
  );
  const targets = targetsOf(info);
  const shapes = [
    ...Object.entries(sources).map(([key, from]) => [key, [1, ...(outputShapes[from] as Shape)]] as const),
    ...Object.entries(variables.inputs).map(([key, { tensor }]) => [key, tensor.shape] as const),
  ];
  return {
    name,
    info,
    options,
    reduction: parsed.reduction,
    variables: variables.all,
    predictions: sources,
    inputs,
    takesTarget: targets.length > 0,
    labels: labelFields(name, info, options, inputs, Object.fromEntries(shapes)),
    fields: targets.map((each) => inputs[each.name] ?? each.name),
    termWeights: {},
    balancer: undefined,
    values({ yPred, target, fields, context }) {
      const tensors = info.inputs.map((each) => {
        const variable = variables.inputs[each.name];
        if (variable !== undefined) return variable.tensor;
        const from = sources[each.name];
        if (from !== undefined) return asPrediction(context.outputs[from] as Tensor, each);
        const field = inputs[each.name] ?? each.name;
        const found = fields[field] ?? context.outputs[field];
        if (found === undefined && (targets[0] !== each || inputs[each.name] !== undefined))
          throw missingTarget(name, each.name, field, Object.keys(fields));
        const { raw, classes } = found === undefined ? target() : { raw: found, classes: undefined };
        return encodeTarget(raw, yPred, info, each, { classes, options });
      });
      const ramped = Object.entries(parsed.ramps).map(([key, ramp]) => [key, rampValue(ramp, context)] as const);
      const all = { ...options, ...Object.fromEntries(ramped), ...variables.options };
      const next = context.training ? (info.update?.(...tensors, all) ?? {}) : {};
      const updates = Object.entries(next).map(([key, value]) => [variables.inputs[key] as Variable, value] as const);
      const mask = info.mask?.(...tensors, all);
      const terms = info.terms?.(...tensors, all) ?? { [name]: info.fn(...tensors, all) };
      return {
        terms: Object.fromEntries(Object.entries(terms).map(([term, values]) => [term, { values, mask }])),
        updates: new Map(updates),
      };
    },
  };
}

function unboundPrediction(name: string, input: string, from: string, outputs: readonly string[]): ArgumentError {
  return new ArgumentError(name, {
    expected: `an output "${from}" for the input "${input}"`,
    got: `outputs ${outputs.join(", ")}`,
    fix: `name an output "${input}", or say which is meant: inputs: { ${input}: "${outputs[0]}" }`,
  });
}

function missingTarget(name: string, input: string, field: string, fields: readonly string[]): DataError {
  return new DataError(name, {
    expected: `a field "${field}" for the input "${input}"`,
    got: `fields ${fields.join(", ") || "none"}`,
    fix: `add it to the data, or say which is meant: inputs: { ${input}: "..." }`,
  });
}

/** "crossentropy" by the width of the output; integer labels are one-hot encoded where it is wider than 1. */
function crossentropyFor(width: number): LossName {
  return width === 1 ? "binaryCrossentropy" : "categoricalCrossentropy";
}

/** What a function makes of a batch, checked. */
export function customValues(loss: LossFunction, { yPred, target, context }: LossSources): LossResult {
  const { raw } = target();
  const result = loss(cast(raw, yPred.dtype), yPred, context);
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
  const entries = Object.entries(terms as Record<string, Tensor>);
  return {
    terms: Object.fromEntries(entries.map(([name, values]) => [name, { values, mask: undefined }])),
    updates: new Map(),
  };
}

/** A term reduced: its value is total / divisor. */
export interface ReducedTerm extends LossParts {
  readonly weight: number;
  readonly unit: string;
  readonly reduction: Reduction;
}

/**
 * Each term of a loss on one batch, reduced by itself.
 * @throws ShapeError for weights or a mask of a term that is one number
 */
export function reduceTerms(
  loss: ResolvedLoss,
  sources: LossSources,
  { weights, mask }: Counting,
): { readonly terms: Readonly<Record<string, ReducedTerm>>; readonly updates: ReadonlyMap<Variable, Tensor> } {
  const { terms, updates } = loss.values(sources);
  const reduced = Object.entries(terms).map(([name, term]) => {
    const where = name === loss.name ? name : `${loss.name}: term "${name}"`;
    const { values, reduction = loss.reduction, weight = 1, unit = name } = term;
    const parts = lossParts(values, { reduction, sampleWeight: weights, mask: joinMasks(term.mask, mask), where });
    return [name, { ...parts, weight, unit, reduction }] as const;
  });
  return { terms: Object.fromEntries(reduced), updates };
}
