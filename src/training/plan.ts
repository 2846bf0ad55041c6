import { ArgumentError, unknownName } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import type { WarningHandler } from "../core/warnings.ts";
import type { MetricLike } from "../metrics/index.ts";
import { type OptimizerLike, resolveOptimizer } from "../optimizers/index.ts";
import { type Balancing, createBalancer } from "./balancing.ts";
import { type ClassWeights, planClassWeights } from "./class-weights.ts";
import { checkWeight, isCombinedLoss } from "./combine.ts";
import { planMetrics } from "./metric-plan.ts";
import { type MixedPrecision, planScaling } from "./mixed-precision.ts";
import type { Network } from "./network.ts";
import { type OutputPlan, type Plan, termName, variablesOf } from "./program.ts";
import { definitionOf, resolveLossLike } from "./resolve-loss.ts";
import type { Checkpointing } from "./segments.ts";
import { predictionsOf, targetsOf } from "./targets.ts";
import { checkTermWeights } from "./term-weights.ts";
import { type LossLike, type NamedLoss, parseNamedLoss } from "./terms.ts";

/** One thing for the only output, or one for each output by name. */
export type PerOutput<T> = T | Readonly<Record<string, T>>;

export interface CompileOptions {
  /**
   * A name, `{ name, ...options }`, a function, or one of `defineLoss` or `combine`; with several outputs, an object of those
   * by output name: null for an output that is not trained.
   */
  readonly loss: LossLike | { readonly outputs: Readonly<Record<string, LossLike | null>> };
  /**
   * Factors in the sum; default 1. By the name of an output (all its terms), or of a term or penalty as the history has it.
   * Each term is reduced to one number first.
   */
  readonly lossWeights?: Readonly<Record<string, number>>;
  /** How the losses of several outputs share in the sum; default "fixed". For several terms of one output: `combine`. */
  readonly balancing?: Balancing;
  /** Weights of classes, of targets that name them; they count in training and evaluation alike. */
  readonly classWeights?: ClassWeights | { readonly outputs: Readonly<Record<string, ClassWeights>> };
  /** A class whose targets do not count, in losses and metrics, for any loss: often 255 or -1. */
  readonly ignoreClass?: number | { readonly outputs: Readonly<Record<string, number>> };

  /** Default "adam". */
  readonly optimizer?: OptimizerLike;
  /** Every example counts alike in these (as in Keras), where it is not masked. The name of a loss is a metric too. */
  readonly metrics?: readonly MetricLike[] | { readonly outputs: Readonly<Record<string, readonly MetricLike[]>> };
  /** Metrics in which sample and class weights count. */
  readonly weightedMetrics?:
    | readonly MetricLike[]
    | { readonly outputs: Readonly<Record<string, readonly MetricLike[]>> };
  /** Default: cpu in Node, wasm in the browser. */
  readonly device?: Device;
  readonly threads?: number;
  /** Training steps per call of the runtime. "auto" (default) measures: as many as take a quarter of a second, at most 16. */
  readonly stepsPerCall?: number | "auto";
  /** Report norms of gradients and weights with every step. Default false. */
  readonly norms?: boolean;
  /**
   * Report each term's share of the gradient: the norm of its own gradient over the sum of all terms' norms. By all that is
   * trained (true, "all") or by the last layer that all outputs share ("shared"). Costs a backward pass for each term, to
   * the weights that are meant. Default false.
   */
  readonly gradientShares?: boolean | "all" | "shared";
  /**
   * Memory for time: computes outputs inside segments of layers again in the backward pass instead of keeping them. true
   * chooses the segments that need least memory, "layers" keeps what goes from layer to layer, a list of names keeps what
   * goes out of those layers. Default false.
   */
  readonly checkpoint?: Checkpointing;
  /**
   * Keep an exponential moving average of the weights: the share of it that each step keeps, such as 0.999. Evaluation,
   * prediction and export use it, corrected for its start (divided by 1 - decay^steps). Default: none.
   */
  readonly averageDecay?: number;
  /**
   * Products of layers in float16 in training steps, all else in the network's float32, with the loss scaled so that small
   * gradients are not lost: for devices that are faster in float16, which of ours webgpu alone can be. Evaluation, prediction and
   * export stay in float32. A step whose gradients overflow is left out. Default false.
   */
  readonly mixedPrecision?: MixedPrecision;
  /** Told of what looks wrong, once each, now and when data comes; default: a line on console.warn. See `Model.warnings`. */
  readonly onWarning?: WarningHandler;
}

/**
 * What `compile` asks for, made ready for a network.
 * @throws NameError for an unknown loss, optimizer, metric or output; ArgumentError for an option out of range
 */
export function createPlan(network: Network, options: CompileOptions): Plan {
  const { outputShapes, dtype } = network;
  const names = Object.keys(outputShapes);
  const losses = jointLoss(options.loss, names) ?? lossesByOutput(options.loss, names);
  const metrics = perOutput("metrics", options.metrics ?? [], names);
  const weightedMetrics = perOutput("weightedMetrics", options.weightedMetrics ?? [], names);
  const classWeights = perOutput("classWeights", options.classWeights, names);
  const ignoreClass = perOutput("ignoreClass", options.ignoreClass, names);
  const { lossWeights = {}, gradientShares = false } = options;
  for (const [name, weight] of Object.entries(lossWeights)) checkWeight(`lossWeights of "${name}"`, weight);
  const outputs = names.map((output): OutputPlan => {
    const home = { output, outputShapes, dtype };
    const given = losses[output];
    const loss = given === undefined || given === null ? undefined : resolveLossLike(given, home);
    const ofClasses = classWeights[output];
    const shape = outputShapes[output] ?? [];
    const place = { output, isOnly: names.length === 1, loss, shape, dtype };
    return {
      output,
      target: output,
      loss,
      lossWeight: lossWeights[output] ?? 1,
      metrics: planMetrics(metrics[output] ?? [], weightedMetrics[output] ?? [], loss, home),
      classWeights: ofClasses === undefined ? undefined : planClassWeights(ofClasses, place),
      ignoreClass: ignoreClass[output],
    };
  });
  const trained = outputs.filter(({ loss }) => loss !== undefined).map(({ output }) => output);
  const isOnly = names.length === 1;
  const termWeights = Object.fromEntries(Object.entries(lossWeights).filter(([name]) => !names.includes(name)));
  const plan: Plan = {
    network,
    outputs,
    optimizer: resolveOptimizer(options.optimizer ?? "adam"),
    norms: options.norms ?? false,
    termWeights,
    balancer:
      options.balancing === undefined ? undefined : createBalancer(options.balancing, trained, { path: "", dtype }),
    gradientShares: gradientShares === true ? "all" : gradientShares === false ? undefined : gradientShares,
    checkpoint: options.checkpoint,
    averageDecay: options.averageDecay,
    scaling: planScaling(options.mixedPrecision, dtype),
  };
  if (plan.averageDecay !== undefined && !(plan.averageDecay > 0 && plan.averageDecay < 1))
    throw new ArgumentError("compile", { expected: "averageDecay: between 0 and 1", got: String(plan.averageDecay) });
  if (![undefined, "all", "shared"].includes(plan.gradientShares))
    throw new ArgumentError("gradientShares", {
      expected: 'true, false, "all" or "shared"',
      got: JSON.stringify(gradientShares),
    });
  const variables = variablesOf(plan).map(({ tensor }) => tensor.name);
  const twice = variables.find((name, i) => variables.indexOf(name) !== i);
  if (twice !== undefined)
    throw new ArgumentError("compile", {
      expected: "losses that keep things of different names",
      got: `"${twice}" twice`,
      fix: "use a loss that keeps something once for each output",
    });
  // Terms of a function of the user's are known only once it has been called.
  if (outputs.every(({ loss }) => loss === undefined || (loss.info !== undefined && loss.name !== "combine")))
    checkTermWeights(plan, [
      ...outputs.flatMap(({ output, loss }) =>
        loss === undefined ? [] : [isOnly ? loss.name : termName(plan, output, loss.name)],
      ),
      ...network.penalties,
    ]);
  return plan;
}

/** @throws ArgumentError for an output that is not mentioned: null says that it is not trained */
function lossesByOutput(
  loss: CompileOptions["loss"],
  names: readonly string[],
): Readonly<Record<string, LossLike | null>> {
  const losses = perOutput<LossLike | null>("loss", loss, names);
  const missing = names.filter((name) => losses[name] === undefined);
  if (missing.length > 0)
    throw new ArgumentError("loss", {
      expected: perOutputText(names),
      got: `none for ${missing.map((name) => `"${name}"`).join(", ")}`,
      fix: `write ${missing[0]}: null for an output that is not trained`,
    });
  return losses;
}

/** A loss of several predictions belongs to the first output it takes; the others have none of their own. */
function jointLoss(
  loss: CompileOptions["loss"],
  names: readonly string[],
): Readonly<Record<string, LossLike>> | undefined {
  if (typeof loss === "function" || (typeof loss === "object" && loss !== null && "outputs" in loss)) return undefined;
  if (isCombinedLoss(loss) || definitionOf(loss as LossLike) !== undefined) return undefined;
  const { info, inputs } = parseNamedLoss(loss as string | NamedLoss, 1);
  const [first, ...others] = predictionsOf(info);
  if (first === undefined) throw noPrediction(loss);
  const isNamed = [first.name, ...targetsOf(info).map((each) => each.name)].every((each) => names.includes(each));
  if (others.length === 0 && inputs[first.name] === undefined && !isNamed) {
    if (names.length === 1) return undefined;
    throw new ArgumentError("loss", {
      expected: perOutputText(names),
      got: "one for all",
      fix: `or say which output is meant: inputs: { ${first.name}: "${names[0]}" }`,
    });
  }
  const output = inputs[first.name] ?? first.name;
  return { [names.includes(output) ? output : (names[0] as string)]: loss as LossLike };
}

function noPrediction(loss: unknown): ArgumentError {
  return new ArgumentError("compile", {
    expected: "a loss of something the network predicts",
    got: JSON.stringify(loss),
  });
}

function perOutputText(names: readonly string[]): string {
  return `one per output, by name: { outputs: { ${names.map((name) => `${name}: ...`).join(", ")} } }`;
}

/** Options by output: given plainly they are the only output's, or of each in an object under `outputs`. */
function perOutput<T>(
  option: string,
  given: T | { readonly outputs: Readonly<Record<string, T>> } | undefined,
  names: readonly string[],
): Readonly<Record<string, T>> {
  if (given === undefined) return {};
  if (typeof given === "object" && given !== null && "outputs" in given) {
    for (const name of Object.keys(given.outputs))
      if (!names.includes(name)) throw unknownName(`${option}.outputs`, name, names);
    return given.outputs;
  }
  if (names.length > 1 && !(Array.isArray(given) && given.length === 0))
    throw new ArgumentError(option, {
      expected: perOutputText(names),
      got: "one for all",
    });
  return names.length === 1 ? { [names[0] as string]: given as T } : {};
}
