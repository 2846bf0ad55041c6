import { DomainError } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo } from "../losses/spec.ts";
import { dtypeOf } from "../registry/check-data.ts";
import { type Plan, variablesOf } from "./program.ts";
import { predictionsOf, targetsOf } from "./targets.ts";
import type { ResolvedLoss } from "./terms.ts";

/**
 * Builds a named loss on the network's result for one example, with targets of the shapes it says, so that a prediction it
 * refuses is found before there is data. Where the shapes of targets do not follow from those of predictions nothing is tried.
 * @returns the loss's refusal
 */
export function tryLoss(loss: ResolvedLoss, output: string, plan: Plan): DomainError | undefined {
  const { info, predictions } = loss;
  if (info === undefined) return undefined;
  const { network } = plan;
  const { outputs } = network.sample;
  const sizes = new Map<string, Shape>();
  for (const each of predictionsOf(info))
    bindAxes(sizes, each.shape, (outputs[predictions[each.name] as string] as Tensor).shape);
  const fields: Record<string, Tensor> = {};
  for (const each of targetsOf(info)) {
    const shape = shapeFrom(sizes, each.shape);
    if (shape === undefined) return undefined;
    fields[loss.inputs[each.name] ?? each.name] = input(each.name, shape, { dtype: dtypeOf(each, network.dtype) });
  }
  const parameters = Object.fromEntries(variablesOf(plan).map(({ tensor }) => [tensor.name, tensor]));
  const step = constant(0, { dtype: network.dtype });
  const unused = (): never => {
    throw new TypeError("every target is among the fields");
  };
  try {
    loss.values({
      yPred: outputs[output] as Tensor,
      target: unused,
      fields,
      context: { inputs: fields, outputs, parameters, step, training: false },
    });
  } catch (error) {
    // Others may come of the made-up targets, or of a batch of one; with data they come again.
    if (error instanceof DomainError) return error;
  }
  return undefined;
}

/** Sizes of named axes, "..." for what stands in their middle, from a tensor's shape. */
function bindAxes(sizes: Map<string, Shape>, notation: LossInfo["inputs"][number]["shape"], shape: Shape): void {
  const axes = axesOf(notation);
  const dots = axes.indexOf("...");
  const rest = shape.length - (axes.length - 1);
  if (dots >= 0 && rest >= 0) sizes.set("...", shape.slice(dots, dots + rest));
  for (const [at, axis] of axes.entries()) {
    const size = dots >= 0 && at > dots ? shape.at(at - axes.length) : shape[at];
    if (axis !== "..." && size !== undefined) sizes.set(axis, [size]);
  }
}

function shapeFrom(sizes: ReadonlyMap<string, Shape>, notation: string): Shape | undefined {
  const parts = axesOf(notation).map((axis) => (/^\d+$/.test(axis) ? [Number(axis)] : sizes.get(axis)));
  return parts.some((part) => part === undefined) ? undefined : (parts as Shape[]).flat();
}
