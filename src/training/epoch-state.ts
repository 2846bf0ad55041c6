import { toTypedArray } from "../core/dtype.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import { countBalanced } from "./class-weights.ts";
import { countingField, maskField } from "./counting.ts";
import { fieldFor, type Plan, termName } from "./program.ts";
import type { Evaluation, Summary } from "./totals.ts";

// State that changes between epochs rather than steps.

/** Changes of what balancers keep, after an epoch of training. */
export async function afterEpoch(plan: Plan, evaluation: Evaluation, values: Values): Promise<Values> {
  const changes: Record<string, Value> = {};
  const terms: Summary = evaluation.terms;
  const sumOf = (of: Summary, isOwn: (term: string) => boolean): number =>
    Object.entries(of).reduce((total, [term, value]) => (isOwn(term) ? total + value : total), 0);
  for (const { output, loss } of plan.outputs) {
    const rule = loss?.balancer;
    if (rule?.afterEpoch === undefined) continue;
    const means = rule.units.map((unit) => {
      const name = termName(plan, output, unit);
      return sumOf(terms, (term) => term === name || term.startsWith(`${name}/`));
    });
    Object.assign(changes, await rule.afterEpoch(means, values));
  }
  const { balancer } = plan;
  if (balancer?.afterEpoch !== undefined) {
    const means = balancer.units.map((output) => sumOf(terms, (term) => term.startsWith(`${output}/`)));
    Object.assign(changes, await balancer.afterEpoch(means, values));
  }
  return changes;
}

/** Class weights that balance the classes of the training data, for the outputs that ask for them. */
export async function balancedClasses(plan: Plan, dataset: Dataset): Promise<Values> {
  const changes: Record<string, Value> = {};
  const alone = plan.outputs.length === 1;
  for (const { output, target, loss, classWeights, ignoreClass } of plan.outputs) {
    if (classWeights?.variable === undefined) continue;
    const field = fieldFor(dataset.fields, target, alone ? "y" : undefined, `targets of output "${output}"`);
    const taken = [...Object.keys(plan.network.inputs), ...(loss?.fields ?? [])];
    const ignored = ignoreClass ?? loss?.options["ignoreClass"];
    const weights = await countBalanced(classWeights, dataset, {
      field,
      mask: countingField(dataset.fields, maskField, output, taken),
      ignore: typeof ignored === "number" ? ignored : undefined,
    });
    const { name, shape, dtype } = classWeights.variable.tensor;
    changes[name] = Value.of(toTypedArray(dtype, weights), shape, dtype);
  }
  return changes;
}
