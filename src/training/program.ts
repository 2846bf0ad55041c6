import { gradients } from "../autodiff/gradients.ts";
import { ArgumentError, DataError, ShapeError } from "../core/errors.ts";
import { within } from "../core/origin.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import { constant, input, type Tensor, withDomain } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Metric } from "../metrics/metric.ts";
import type { StepProgram } from "../onnx/encode.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { broadcastTo, cast, sum } from "../ops/structure.ts";
import { clipGradients } from "../optimizers/clip.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { accumulated, microBatches } from "./accumulate.ts";
import { averageUpdates } from "./averaging.ts";
import { batchInputs } from "./batch.ts";
import { labelTerms } from "./label-terms.ts";
import type { Network } from "./network.ts";
import { type Forward, resultName, resultsOf, type TermParts } from "./parts.ts";
import { type StepScalars, slotName, stepScalars } from "./state.ts";
import { targetsOf } from "./targets.ts";
import { type LossContext, type ResolvedLoss, reduceTerms } from "./terms.ts";

export { resultName } from "./parts.ts";

/** One output of a network with what is asked of it. */
export interface OutputPlan {
  /** Name of the output in the network. */
  readonly output: string;
  /** Field of the data set that holds its target. */
  readonly target: string;
  readonly loss: ResolvedLoss | undefined;
  /** Factor of this output's loss in the sum. */
  readonly lossWeight: number;
  readonly metrics: readonly Metric[];
}

/** Everything that decides what a step computes, except the batch size. */
export interface Plan {
  readonly network: Network;
  readonly outputs: readonly OutputPlan[];
  readonly optimizer: Optimizer;
  /** Reports the norms of weights and gradients with every step. */
  readonly norms: boolean;
  /** Decay of the exponential moving average of the weights, where one is kept. */
  readonly averageDecay?: number | undefined;
}

/** What training keeps: the network's variables and those of its losses. */
export function variablesOf({ network, outputs }: Pick<Plan, "network" | "outputs">): readonly Variable[] {
  return [...network.variables, ...outputs.flatMap(({ loss }) => loss?.variables ?? [])];
}

/** Name of the optional field with one weight per example. */
export const weightField = "sampleWeight";

/** Forward pass, losses and metrics on one batch. */
function forward(
  plan: Plan,
  dataset: Pick<Dataset, "fields">,
  fields: Readonly<Record<string, Tensor>>,
  options: { training: boolean; seed: Tensor; step: Tensor },
): Forward {
  const { network } = plan;
  const batchSize = Object.values(fields)[0]?.shape[0] ?? 0;
  const trace = network.trace(pickInputs(network, fields), options);
  const sampleWeight = fields[weightField] === undefined ? undefined : cast(fields[weightField], network.dtype);
  const context: LossContext = {
    inputs: fields,
    outputs: trace.outputs,
    parameters: Object.fromEntries(variablesOf(plan).map(({ tensor }) => [tensor.name, tensor])),
    step: options.step,
    training: options.training,
  };
  const sums: Record<string, Tensor> = {};
  const terms: TermParts[] = [];
  const updates = new Map(trace.updates);
  for (const { output, target, loss, lossWeight, metrics } of plan.outputs) {
    const yPred = trace.outputs[output] as Tensor;
    const targetOf = (): { raw: Tensor; classes: number | undefined } => {
      const usual = plan.outputs.length === 1 ? "y" : undefined;
      const name = fieldFor(fields, target, usual, `targets of output "${output}"`, otherTarget(loss));
      return { raw: fields[name] as Tensor, classes: dataset.fields[name]?.classes };
    };
    if (loss !== undefined) {
      const origin = { part: "loss", name: termName(plan, output, loss.name) } as const;
      const sources = { yPred, target: targetOf, fields, context };
      const reduced = within(origin, () => reduceTerms(loss, sources, sampleWeight));
      const values = Object.entries(reduced.terms).map(([name, { value }]) => [name, value] as const);
      labelTerms(Object.fromEntries(values), origin);
      for (const [name, parts] of Object.entries(reduced.terms))
        terms.push({ ...parts, name: termName(plan, output, name), weight: lossWeight, reduction: loss.reduction });
      for (const [variable, next] of reduced.updates) updates.set(variable, next);
    }
    if (metrics.length === 0) continue;
    const weights = sampleWeight ?? broadcastTo(constant(1, { dtype: network.dtype }), [batchSize]);
    // A linear last layer does not say what it gives; a loss that takes logits does.
    const scores = loss?.options["fromLogits"] === true ? withDomain(yPred, "logits") : yPred;
    for (const metric of metrics) {
      const name = termName(plan, output, metric.name);
      const given = { yTrue: targetOf().raw, yPred: scores, weights };
      const found = within({ part: "metric", name }, () => metric.sums(given));
      for (const [key, value] of Object.entries(found)) sums[resultName.metric(name, key)] = value;
    }
  }
  const penalties = Object.fromEntries(trace.losses.map(({ name, value }) => [name, value]));
  return { updates, terms, penalties, metrics: sums };
}

/** The field for an input or target: of its name, or the usual one where there is only one. */
export function fieldFor(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  usual: string | undefined,
  what: string,
  otherFix = "",
): string {
  if (fields[name] !== undefined) return name;
  if (usual !== undefined && fields[usual] !== undefined) return usual;
  throw new DataError("data", {
    expected: `a field "${usual ?? name}" for the ${what}`,
    got: `fields ${Object.keys(fields).join(", ") || "none"}`,
    fix: `name the field "${usual ?? name}"${otherFix}`,
  });
}

function otherTarget(loss: ResolvedLoss | undefined): string {
  const [target] = loss?.info === undefined ? [] : targetsOf(loss.info);
  return target === undefined
    ? ""
    : `, or say which is meant: { name: "${loss?.name}", inputs: { ${target.name}: "..." } }`;
}

/** The network's inputs among the fields. */
function pickInputs(network: Network, fields: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const alone = Object.keys(network.inputs).length === 1;
  return Object.fromEntries(
    Object.entries(network.inputs).map(([name, place]) => {
      const x = fields[fieldFor(fields, name, alone ? "x" : undefined, `network's input "${name}"`)] as Tensor;
      const wanted = place.input?.shape ?? [];
      if (!sameShape(x.shape.slice(1), wanted))
        throw new ShapeError(`data for input "${name}"`, {
          expected: `examples of shape ${shapeText(wanted)}`,
          got: shapeText(x.shape.slice(1)),
          fix: "reshape the data or change the network's input",
        });
      return [name, cast(x, place.input?.dtype === "int64" ? "int64" : network.dtype)];
    }),
  );
}

/** Name of a term or metric in results and history: its own where there is one output, else with the output before it. */
export function termName(plan: Pick<Plan, "outputs">, output: string, name: string): string {
  return plan.outputs.length === 1 ? name : `${output}/${name}`;
}

/**
 * A training step on batches of one size.
 * @param microBatch examples that are computed at a time; the step is that of the whole batch. Default: all
 */
export function trainingProgram(
  plan: Plan,
  dataset: Pick<Dataset, "fields">,
  batchSize: number,
  microBatch: number = batchSize,
): StepProgram {
  const { network, optimizer } = plan;
  const scalars = stepScalars(network.dtype);
  const { number: step } = scalars;
  const { fed, fields } = batchInputs(dataset.fields, batchSize, network.dtype);
  const parts = microBatches(fields, microBatch, scalars.seed).map(({ fields: part, seed }) =>
    forward(plan, dataset, part, { training: true, seed, step }),
  );
  const { losses, results, updates } = accumulated(parts, { batchSize, microBatch });
  if (losses.length === 0)
    throw new ArgumentError("compile", {
      expected: "a loss to minimise",
      got: "none",
      fix: 'pass { loss: "meanSquaredError" } or another',
    });
  const variables = variablesOf(plan);
  const trainable = variables.filter((variable) => variable.trainable);
  const { next, outputs, loss } = parameterUpdates(losses, trainable, optimizer, scalars, plan.norms);
  if (plan.averageDecay !== undefined) next.push(...averageUpdates(trainable, next, plan.averageDecay));
  for (const variable of variables)
    if (!variable.trainable) next.push({ tensor: variable.tensor, next: updates.get(variable) ?? variable.tensor });
  return {
    batch: [...fed, ...Object.values(scalars)],
    fixed: [],
    state: next,
    outputs: { [resultName.loss]: loss, ...results, ...outputs },
  };
}

/**
 * Gradients, clipping and the optimizer's update of every variable, as next values of the state.
 * @param losses scalars whose sum is minimised, each differentiated by itself
 * @returns `loss`: their sum, NaN where a gradient is not finite and clipping would hide that
 */
export function parameterUpdates(
  losses: readonly Tensor[],
  variables: readonly Variable[],
  optimizer: Optimizer,
  { learningRate, number: step }: StepScalars,
  norms: boolean,
): { next: { tensor: Tensor; next: Tensor }[]; outputs: Record<string, Tensor>; loss: Tensor } {
  const parameters = variables.map(({ tensor }) => tensor);
  const raw = losses
    .map((loss) => gradients(loss, parameters))
    .reduce((sums, more) => sums.map((grad, i) => add(grad, more[i] as Tensor)));
  const clipped = clipGradients(raw, optimizer.clip);
  const next: { tensor: Tensor; next: Tensor }[] = [];
  const outputs: Record<string, Tensor> = {};
  variables.forEach((variable, i) => {
    const parameter = variable.tensor;
    const slots = Object.fromEntries(
      Object.keys(optimizer.slots).map((slot) => [
        slot,
        input(slotName(variable, slot), parameter.shape, { dtype: parameter.dtype }),
      ]),
    );
    const context = { parameter, gradient: clipped[i] as Tensor, slots, learningRate, step };
    const update = within({ part: "update", name: parameter.name }, () => optimizer.update(context));
    next.push({ tensor: parameter, next: update.parameter });
    for (const [slot, tensor] of Object.entries(slots)) next.push({ tensor, next: update.slots[slot] ?? tensor });
    if (norms) {
      outputs[resultName.gradientNorm(parameter.name)] = sum(mul(raw[i] as Tensor, raw[i] as Tensor));
      outputs[resultName.weightNorm(parameter.name)] = sum(mul(parameter, parameter));
    }
  });
  const total = losses.reduce((a, b) => add(a, b));
  // Bad numbers stay in what they are added to, but not in what holds them within bounds: the loss tells of them then.
  const hidden = optimizer.clip.clipValue === undefined ? [] : raw.map((grad) => sum(mul(grad, 0)));
  return { next, outputs, loss: hidden.reduce((a, b) => add(a, b), total) };
}

/** Losses and metrics on batches of one size, without training. */
export function evaluationProgram(plan: Plan, dataset: Pick<Dataset, "fields">, batchSize: number): StepProgram {
  const seed = constant(0, { dtype: "int64" });
  const step = constant(0, { dtype: plan.network.dtype });
  const { fed, fields } = batchInputs(dataset.fields, batchSize, plan.network.dtype);
  const results = resultsOf(forward(plan, dataset, fields, { training: false, seed, step }));
  return { batch: fed, fixed: variablesOf(plan).map(({ tensor }) => tensor), state: [], outputs: results };
}

/** The network's outputs on batches of one size. */
export function predictionProgram(network: Network, dataset: Pick<Dataset, "fields">, batchSize: number): StepProgram {
  const { fed, fields } = batchInputs(dataset.fields, batchSize, network.dtype);
  const seed = constant(0, { dtype: "int64" });
  const { outputs } = network.trace(pickInputs(network, fields), { training: false, seed });
  const fixed = network.variables.map(({ tensor }) => tensor);
  return { batch: fed, fixed, state: [], outputs };
}
