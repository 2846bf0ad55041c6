import { gradients } from "../autodiff/gradients.ts";
import { DataError, nearestName, ShapeError } from "../core/errors.ts";
import { within } from "../core/origin.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import { constant, input, type Tensor, type TensorLike } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { Dataset } from "../data/dataset.ts";
import type { StepProgram } from "../onnx/encode.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { where } from "../ops/compare.ts";
import { cast, sum } from "../ops/structure.ts";
import { clipGradients } from "../optimizers/clip.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { Balancer } from "./balancing.ts";
import { batchInputs } from "./batch.ts";
import type { ClassWeightPlan } from "./class-weights.ts";
import type { MetricPlan } from "./metric-plan.ts";
import { nanUnlessFinite, type Scaling, type ScalingPlan } from "./mixed-precision.ts";
import type { FloatDType, Network } from "./network.ts";
import { resultName } from "./parts.ts";
import type { Checkpointing } from "./segments.ts";
import { type StepScalars, slotName } from "./state.ts";
import type { ResolvedLoss } from "./terms.ts";

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
  readonly metrics: readonly MetricPlan[];
  readonly classWeights?: ClassWeightPlan | undefined;
  /** Targets of this class do not count. */
  readonly ignoreClass?: number | undefined;
}

/** Everything that decides what a step computes, except the batch size. */
export interface Plan {
  readonly network: Network;
  readonly outputs: readonly OutputPlan[];
  readonly optimizer: Optimizer;
  /** Reports the norms of weights and gradients with every step. */
  readonly norms: boolean;
  /** Factors of single terms and penalties, by their names in the history. */
  readonly termWeights: Readonly<Record<string, number>>;
  /** How the outputs' losses share in the sum, where not by fixed weights. */
  readonly balancer: Balancer | undefined;
  /** Reports each term's share of the gradient: by the last layer all outputs share, or by all that is trained. */
  readonly gradientShares: "shared" | "all" | undefined;
  /** What is computed again in the backward pass. */
  readonly checkpoint?: Checkpointing | undefined;
  /** Decay of the exponential moving average of the weights, where one is kept. */
  readonly averageDecay?: number | undefined;
  /** How the loss is scaled in mixed precision, where that is asked for. */
  readonly scaling?: ScalingPlan | undefined;
}

/** What training keeps: the network's variables and those of its losses. */
export function variablesOf({
  network,
  outputs,
  balancer,
}: Pick<Plan, "network" | "outputs" | "balancer">): readonly Variable[] {
  const ofOutputs = outputs.flatMap(({ loss, classWeights }) => [
    ...(loss?.variables ?? []),
    ...(classWeights?.variable === undefined ? [] : [classWeights.variable]),
  ]);
  return [...network.variables, ...ofOutputs, ...(balancer?.variables ?? [])];
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
  const nearest = name.length < 3 ? undefined : nearestName(name, Object.keys(fields));
  throw new DataError("data", {
    expected: `a field "${usual ?? name}" for the ${what}`,
    got: `fields ${Object.keys(fields).join(", ") || "none"}`,
    fix: `${nearest === undefined ? "" : `did you mean "${nearest}"? `}name the field "${usual ?? name}"${otherFix}`,
  });
}

/** The network's inputs among the fields. */
export function pickInputs(network: Network, fields: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
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
 * Gradients, clipping and the optimizer's update of every variable, as next values of the state.
 * @param losses scalars whose sum is minimised, each differentiated by itself
 * @param idle variables the loss need not depend on: those of outputs that are not trained
 * @param scaling in mixed precision: gradients are those of the scaled losses, and a step that overflows changes nothing
 * @returns `loss`: their sum, NaN where a gradient is not finite and clipping would hide that
 */
export function parameterUpdates(
  losses: readonly Tensor[],
  variables: readonly Variable[],
  optimizer: Optimizer,
  { learningRate, number: step }: StepScalars,
  norms: boolean,
  { idle = new Set(), scaling }: { readonly idle?: ReadonlySet<Variable>; readonly scaling?: Scaling | undefined } = {},
): { next: { tensor: Tensor; next: Tensor }[]; outputs: Record<string, Tensor>; loss: Tensor } {
  const parameters = variables.map(({ tensor }) => tensor);
  const busy = variables.flatMap((variable) => (idle.has(variable) ? [] : [variable.tensor]));
  const rest = variables.flatMap((variable) => (idle.has(variable) ? [variable.tensor] : []));
  const gradientsOf = (loss: Tensor): Tensor[] => {
    const known = new Map([
      ...gradients(loss, busy).map((gradient, i) => [busy[i] as Tensor, gradient] as const),
      ...(rest.length === 0 ? [] : gradients(loss, rest, { unconnected: "zero" })).map(
        (gradient, i) => [rest[i] as Tensor, gradient] as const,
      ),
    ]);
    return parameters.map((parameter) => known.get(parameter) as Tensor);
  };
  const scaled = scaling === undefined ? losses : losses.map((loss) => mul(loss, scaling.scale));
  const summed = scaled.map(gradientsOf).reduce((sums, more) => sums.map((grad, i) => add(grad, more[i] as Tensor)));
  const raw = scaling?.unscale(summed) ?? summed;
  const judged = scaling?.judge(raw);
  const unlessSkipped = (value: Tensor, otherwise: TensorLike): Tensor =>
    judged === undefined ? value : where(judged.isSound, value, otherwise);
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
    next.push({ tensor: parameter, next: unlessSkipped(update.parameter, parameter) });
    for (const [slot, tensor] of Object.entries(slots))
      next.push({ tensor, next: unlessSkipped(update.slots[slot] ?? tensor, tensor) });
    if (norms) {
      outputs[resultName.gradientNorm(parameter.name)] = unlessSkipped(sum(mul(raw[i] as Tensor, raw[i] as Tensor)), 0);
      outputs[resultName.weightNorm(parameter.name)] = sum(mul(parameter, parameter));
    }
  });
  const total = losses.reduce((a, b) => add(a, b));
  if (judged !== undefined && scaling !== undefined) {
    next.push(...judged.next);
    Object.assign(outputs, { [resultName.lossScale]: scaling.scale, [resultName.skipped]: judged.skipped });
    return { next, outputs, loss: add(total, judged.failure) };
  }
  // Bad numbers stay in what they are added to, but not in what holds them within bounds: the loss tells of them then.
  const isHidden = optimizer.clip.clipValue !== undefined;
  return { next, outputs, loss: isHidden ? add(total, nanUnlessFinite(raw, total.dtype as FloatDType)) : total };
}

/** The network's outputs on batches of one size. */
export function predictionProgram(network: Network, dataset: Pick<Dataset, "fields">, batchSize: number): StepProgram {
  const { fed, fields } = batchInputs(dataset.fields, batchSize, network.dtype);
  const seed = constant(0, { dtype: "int64" });
  const { outputs } = network.trace(pickInputs(network, fields), { training: false, seed });
  const fixed = network.variables.map(({ tensor }) => tensor);
  return { batch: fed, fixed, state: [], outputs };
}
