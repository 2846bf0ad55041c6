import { gradients } from "../autodiff/gradients.ts";
import { ArgumentError } from "../core/errors.ts";
import { within } from "../core/origin.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { Dataset } from "../data/dataset.ts";
import type { StepProgram } from "../onnx/encode.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { broadcastTo, cast } from "../ops/structure.ts";
import { accumulated, microBatches } from "./accumulate.ts";
import { averageUpdates } from "./averaging.ts";
import { batchInputs } from "./batch.ts";
import { weightsOfTargets } from "./class-weights.ts";
import {
  asMask,
  type Counting,
  checkCountingFields,
  countingField,
  holdUncounted,
  joinMasks,
  joinWeights,
  leaveOutClass,
  maskField,
  weightField,
} from "./counting.ts";
import { labelTerms } from "./label-terms.ts";
import { scalingOf } from "./mixed-precision.ts";
import { type Forward, resultName, type TermParts } from "./parts.ts";
import {
  fieldFor,
  type OutputPlan,
  type Plan,
  parameterUpdates,
  pickInputs,
  termName,
  variablesOf,
} from "./program.ts";
import { classesLast, scoresOf } from "./scores.ts";
import { idleVariables, sharedVariables } from "./shared-layer.ts";
import { stepScalars } from "./state.ts";
import { gradientNorms, normOf, type SummedTerm, times, type Weighted, weightedValue } from "./summed-terms.ts";
import { classesAxis, targetsOf } from "./targets.ts";
import { checkTermWeights } from "./term-weights.ts";
import { type LossContext, type LossSources, type ResolvedLoss, reduceTerms } from "./terms.ts";

type BatchData = Pick<Dataset, "fields" | "classNames">;

/** A forward pass with what depends on the whole batch: factors that change, and what is reported. */
interface Whole extends Forward {
  /** The value that is minimised. */
  readonly loss: Tensor | undefined;
  readonly summed: readonly SummedTerm[];
  readonly results: Record<string, Tensor>;
}

/** Forward pass, losses and metrics on one batch. */
function forward(
  plan: Plan,
  dataset: BatchData,
  fields: Readonly<Record<string, Tensor>>,
  options: { training: boolean; seed: Tensor; step: Tensor },
): Whole {
  const { network } = plan;
  checkCountingFields(fields, Object.keys(network.outputs), Object.keys(network.inputs));
  const { checkpoint } = plan;
  const half = plan.scaling !== undefined;
  const trace = network.trace(
    pickInputs(network, fields),
    options.training ? { ...options, checkpoint, half } : options,
  );
  const context: LossContext = {
    inputs: fields,
    outputs: trace.outputs,
    parameters: Object.fromEntries(variablesOf(plan).map(({ tensor }) => [tensor.name, tensor])),
    step: options.step,
    training: options.training,
  };
  const results: Record<string, Tensor> = {};
  const metrics: Record<string, Tensor> = {};
  const separate: TermParts[] = [];
  const updates = new Map(trace.updates);
  const all: Weighted = { terms: [], extras: [] };
  const units: { readonly name: string; readonly sum: Weighted }[] = [];
  for (const each of plan.outputs) {
    const batch = batchOf(plan, each, { fields, dataset, context });
    const { sources, counting } = batch;
    if (each.loss !== undefined) {
      const { loss } = each;
      const origin = { part: "loss", name: termName(plan, each.output, loss.name) } as const;
      const { terms, updates: next } = within(origin, () => reduceTerms(loss, sources, counting));
      labelTerms(Object.fromEntries(Object.entries(terms).map(([name, { value }]) => [name, value])), origin);
      for (const [variable, value] of next) updates.set(variable, value);
      const part: Weighted = { terms: [], extras: [] };
      const inner = new Map<string, SummedTerm[]>();
      for (const [name, { total, divisor, value, weight, unit, reduction }] of Object.entries(terms)) {
        const term = termName(plan, each.output, name);
        const factor = weight * (plan.termWeights[term] ?? 1);
        separate.push({ name: term, total, divisor, value, weight: factor * each.lossWeight, reduction });
        results[resultName.total(term)] = total;
        results[resultName.divisor(term)] = divisor;
        const summed = { name: term, value, factor };
        part.terms.push(summed);
        inner.set(unit, [...(inner.get(unit) ?? []), summed]);
      }
      const { balancer } = each.loss;
      const balanced =
        balancer === undefined
          ? part
          : balance(
              plan,
              balancer,
              balancer.units.map((unit) => ({ terms: inner.get(unit) ?? [], extras: [] })),
              {
                path: termName(plan, each.output, balancer.name),
                training: options.training,
                updates,
              },
            );
      units.push({ name: each.output, sum: times(balanced, each.lossWeight) });
    }
    if (each.metrics.length > 0) addMetrics(plan, each, batch, metrics);
  }
  const joined = units.map((unit) => unit.sum);
  const whole =
    plan.balancer === undefined
      ? { terms: joined.flatMap((each) => each.terms), extras: joined.flatMap((each) => each.extras) }
      : balance(plan, plan.balancer, joined, { path: plan.balancer.name, training: options.training, updates });
  all.terms.push(...whole.terms);
  all.extras.push(...whole.extras);
  for (const { name, value } of trace.losses) {
    results[resultName.penalty(name)] = value;
    all.terms.push({ name, value, factor: plan.termWeights[name] ?? 1 });
  }
  checkTermWeights(
    plan,
    all.terms.map(({ name }) => name),
  );
  for (const { name, value, factor } of [...all.terms, ...all.extras]) {
    if (all.extras.some((extra) => extra.name === name)) results[resultName.penalty(name)] = value;
    if (typeof factor !== "number") results[resultName.weighted(name)] = mul(value, factor);
  }
  const parts = [...all.terms, ...all.extras].map(weightedValue);
  return {
    updates,
    terms: separate,
    penalties: Object.fromEntries(trace.losses.map(({ name, value }) => [name, value])),
    penaltyWeights: plan.termWeights,
    metrics,
    results: { ...results, ...metrics },
    summed: all.terms,
    loss: parts.length === 0 ? undefined : parts.reduce((a, b) => add(a, b)),
  };
}

/** Terms under a balancer's factors. */
function balance(
  plan: Plan,
  balancer: NonNullable<Plan["balancer"]>,
  units: readonly Weighted[],
  {
    path,
    training,
    updates,
  }: { readonly path: string; readonly training: boolean; readonly updates: Map<Variable, Tensor> },
): Weighted {
  const values = units.map(({ terms, extras }) => [...terms, ...extras].map(weightedValue).reduce((a, b) => add(a, b)));
  const step = {
    training,
    norms: () => {
      const by = sharedVariables(plan.network, plan.outputs).map(({ tensor }) => tensor);
      return values.map((value) => normOf(gradients(value, by, { unconnected: "zero" })));
    },
  };
  const { factors, extra, updates: next } = balancer.weigh(values, step);
  for (const [variable, value] of next) updates.set(variable, value);
  const scaled = units.map((unit, i) => times(unit, factors[i] as Tensor));
  return {
    terms: scaled.flatMap(({ terms }) => terms),
    extras: [
      ...scaled.flatMap(({ extras }) => extras),
      ...(extra === undefined ? [] : [{ name: path, value: extra, factor: 1 }]),
    ],
  };
}

interface OutputBatch {
  readonly sources: LossSources;
  readonly counting: Counting;
  /** What counts of it without weights: the mask alone. */
  readonly unweighted: Counting;
  readonly metricTarget: () => { readonly target: Tensor; readonly mask: Tensor | undefined };
}

/** What the loss and the metrics of one output see of a batch. */
function batchOf(
  plan: Plan,
  { output, target, loss, classWeights, ignoreClass }: OutputPlan,
  {
    fields,
    dataset,
    context,
  }: { readonly fields: Readonly<Record<string, Tensor>>; readonly dataset: BatchData; readonly context: LossContext },
): OutputBatch {
  const yPred = context.outputs[output] as Tensor;
  const rawTarget = (): { raw: Tensor; classes: number | undefined } => {
    const usual = plan.outputs.length === 1 ? "y" : undefined;
    const name = fieldFor(fields, target, usual, `targets of output "${output}"`, otherTarget(loss));
    return { raw: fields[name] as Tensor, classes: dataset.fields[name]?.classes };
  };
  const taken = [...Object.keys(plan.network.inputs), ...(loss?.fields ?? [])];
  const of = (kind: typeof weightField | typeof maskField): Tensor | undefined => {
    const name = countingField(fields, kind, output, taken);
    return name === undefined ? undefined : fields[name];
  };
  const left = ignoreClass === undefined ? undefined : leaveOutClass(rawTarget().raw, ignoreClass);
  const targetOf = (): { raw: Tensor; classes: number | undefined } => {
    const given = rawTarget();
    if (left === undefined) return given;
    // A class to ignore says that targets are class numbers: of as many classes as are predicted.
    const width = yPred.shape.at(loss?.info === undefined ? -1 : classesAxis(loss.info, loss.options));
    return { raw: left.target, classes: given.classes ?? width };
  };
  const given = of(maskField);
  const mask = joinMasks(given && asMask(given), left?.mask);
  const ofClasses = classWeights && weightsOfTargets(classWeights, targetOf().raw, yPred, dataset.classNames);
  const weights = joinWeights(of(weightField), ofClasses, plan.network.dtype);
  const counting = { weights, mask };
  // Examples of a coupled loss count in each other's values: there only the value itself is left out.
  const isCoupled = loss?.info?.coupled === true;
  const held = isCoupled ? yPred : holdUncounted(yPred, counting);
  const outputs = isCoupled
    ? context.outputs
    : Object.fromEntries(
        Object.entries(context.outputs).map(([name, x]) => [name, name === output ? held : holdUncounted(x, counting)]),
      );
  return {
    sources: { yPred: held, target: targetOf, fields, context: { ...context, outputs } },
    counting,
    unweighted: { weights: undefined, mask },
    metricTarget() {
      // A class that the loss itself ignores is ignored by the metrics too.
      const ignored = ignoreClass === undefined ? loss?.options["ignoreClass"] : undefined;
      const { raw } = targetOf();
      if (typeof ignored !== "number") return { target: raw, mask };
      const rest = leaveOutClass(raw, ignored);
      return { target: rest.target, mask: joinMasks(mask, rest.mask) };
    },
  };
}

function addMetrics(
  plan: Plan,
  { output, loss, metrics }: OutputPlan,
  { sources, counting, unweighted, metricTarget }: OutputBatch,
  results: Record<string, Tensor>,
): void {
  const { dtype } = plan.network;
  const yPred = sources.yPred;
  for (const { name: own, metric, loss: asLoss, weighted } of metrics) {
    const name = termName(plan, output, own);
    const { weights } = weighted ? counting : unweighted;
    if (asLoss !== undefined) {
      const { terms } = reduceTerms(asLoss, sources, weighted ? counting : unweighted);
      const [term, ...others] = Object.values(terms);
      if (term === undefined || others.length > 0)
        throw new ArgumentError(`metric "${own}"`, {
          expected: "a loss of one term",
          got: `terms ${Object.keys(terms).join(", ")}`,
          fix: "the history has each term already",
        });
      results[resultName.metric(name, "total")] = term.total;
      results[resultName.metric(name, "divisor")] = term.divisor;
      continue;
    }
    const { target, mask } = metricTarget();
    const ones = broadcastTo(constant(1, { dtype }), [yPred.shape[0] as number]);
    const all = joinWeights(weights, mask && cast(mask, dtype), dtype) ?? ones;
    // What does not count is replaced: a weight of 0 would make NaN of NaN.
    const shown = mask === undefined ? yPred : holdUncounted(yPred, { weights: undefined, mask }, 0);
    const scores = scoresOf(shown, output, loss);
    const read = classesLast(scores.yPred, target, loss);
    const given = { ...scores, yTrue: read.target, yPred: read.yPred, weights: all };
    for (const [key, value] of Object.entries(within({ part: "metric", name }, () => metric.sums(given))))
      results[resultName.metric(name, key)] = value;
  }
}

function otherTarget(loss: ResolvedLoss | undefined): string {
  const [target] = loss?.info === undefined ? [] : targetsOf(loss.info);
  return target === undefined
    ? ""
    : `, or say which is meant: { name: "${loss?.name}", inputs: { ${target.name}: "..." } }`;
}

/** Refuses what a part of a batch cannot tell: shares and balancing of the whole batch's terms. */
function requireFixedFactors(plan: Plan): void {
  const balanced = plan.balancer !== undefined || plan.outputs.some(({ loss }) => loss?.balancer !== undefined);
  if (balanced || plan.gradientShares !== undefined)
    throw new ArgumentError("fit", {
      expected: "accumulate: 1 with balancing or gradientShares",
      got: "more",
      fix: "raise batchSize instead, or leave them out",
    });
}

/**
 * A training step on batches of one size.
 * @param microBatch examples that are computed at a time; the step is that of the whole batch. Default: all
 */
export function trainingProgram(
  plan: Plan,
  dataset: BatchData,
  batchSize: number,
  microBatch: number = batchSize,
): StepProgram {
  const { network, optimizer } = plan;
  const scalars = stepScalars(network.dtype);
  const { seed, number: step } = scalars;
  const { fed, fields } = batchInputs(dataset.fields, batchSize, network.dtype);
  const parts = microBatches(fields, microBatch, seed).map(({ fields: part, seed: own }) =>
    forward(plan, dataset, part, { training: true, seed: own, step }),
  );
  const [whole] = parts as [Whole];
  if (parts.length > 1) requireFixedFactors(plan);
  const { losses, results, updates } =
    parts.length > 1
      ? accumulated(parts, { batchSize, microBatch })
      : { losses: whole.loss === undefined ? [] : [whole.loss], results: whole.results, updates: whole.updates };
  if (losses.length === 0)
    throw new ArgumentError("compile", {
      expected: "a loss to minimise",
      got: "none",
      fix: 'pass { loss: "meanSquaredError" } or another',
    });
  const variables = variablesOf(plan);
  const trainable = variables.filter((variable) => variable.trainable);
  const shares = gradientNorms(plan, whole.summed, trainable);
  const { next, outputs, loss } = parameterUpdates(losses, trainable, optimizer, scalars, plan.norms, {
    idle: idleVariables(network, plan.outputs),
    scaling: plan.scaling === undefined ? undefined : scalingOf(plan.scaling),
  });
  if (plan.averageDecay !== undefined) next.push(...averageUpdates(trainable, next, plan.averageDecay));
  for (const variable of variables)
    if (!variable.trainable) next.push({ tensor: variable.tensor, next: updates.get(variable) ?? variable.tensor });
  return {
    batch: [...fed, ...Object.values(scalars)],
    fixed: [],
    state: next,
    outputs: { [resultName.loss]: loss, ...results, ...shares, ...outputs },
  };
}

/** Losses and metrics on batches of one size, without training. */
export function evaluationProgram(plan: Plan, dataset: BatchData, batchSize: number): StepProgram {
  const seed = constant(0, { dtype: "int64" });
  const step = constant(0, { dtype: plan.network.dtype });
  const { fed, fields } = batchInputs(dataset.fields, batchSize, plan.network.dtype);
  const { results } = forward(plan, dataset, fields, { training: false, seed, step });
  return { batch: fed, fixed: variablesOf(plan).map(({ tensor }) => tensor), state: [], outputs: results };
}
