import { GraphError } from "../core/errors.ts";
import type { Variable } from "../core/variable.ts";
import type { LayerOutput } from "../layers/layer.ts";
import { type Network, orderOf } from "./network.ts";
import type { OutputPlan } from "./program.ts";

/**
 * Weights of the last layer that every output with a loss depends on: where the gradients of their losses meet first.
 * @throws GraphError when the outputs share no layer with weights
 */
export function sharedVariables(
  network: Network,
  outputs: readonly Pick<OutputPlan, "output" | "loss">[],
): readonly Variable[] {
  const below = outputs
    .filter(({ loss }) => loss !== undefined)
    .map(({ output }) => new Set(orderOf([network.outputs[output] as LayerOutput])));
  const order = orderOf(Object.values(network.outputs));
  const shared = order.filter((place) => below.every((places) => places.has(place)));
  for (const place of shared.reverse()) {
    const layer = network.layers.find((each) => each.layer === place.layer);
    const variables = Object.values(layer?.variables ?? {}).filter((variable) => variable.trainable);
    if (variables.length > 0) return variables;
  }
  throw new GraphError("balancing", {
    expected: "outputs that share a layer with weights",
    got: `outputs ${outputs.map(({ output }) => output).join(", ")}, which share none`,
    fix: 'use other balancing than "gradNorm", and gradientShares: "all"',
  });
}

/** Weights that no output with a loss depends on. */
export function idleVariables(
  network: Network,
  outputs: readonly Pick<OutputPlan, "output" | "loss">[],
): ReadonlySet<Variable> {
  const trained = outputs.flatMap(({ output, loss }) =>
    loss === undefined ? [] : [network.outputs[output] as LayerOutput],
  );
  const layers = new Set(orderOf(trained).map((place) => place.layer));
  const idle = network.layers.filter(({ layer }) => !layers.has(layer));
  return new Set(idle.flatMap(({ variables }) => Object.values(variables)));
}
