import { allocate } from "../core/dtype.ts";
import { DataError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { range } from "../core/range.ts";
import { sizeOf } from "../core/shape.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { createStepper, type Stepper, type Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import { checkEvaluationData } from "./check-data.ts";
import { givenWeights } from "./given-weights.ts";
import type { Network } from "./network.ts";
import { fieldFor, predictionProgram } from "./program.ts";
import { runEpoch } from "./runner.ts";
import type { Evaluation } from "./totals.ts";
import type { EvaluateOptions, Trainer } from "./trainer.ts";

/** See `Model.evaluate`. */
export async function evaluateModel(trainer: Trainer, dataset: Dataset, options: EvaluateOptions): Promise<Evaluation> {
  await trainer.checkTargets(dataset);
  await checkEvaluationData(trainer.plan, dataset, options.checks ?? "all", trainer.warnings);
  return await trainer.evaluate(dataset, options);
}

/** Outputs of a network over all examples, by name. */
export async function predictModel(
  network: Network,
  weights: Values,
  dataset: Dataset,
  options: EvaluateOptions & { readonly device?: Device | undefined },
): Promise<Values> {
  const { batchSize = 256, signal, device } = options;
  const instead = givenWeights(options.weights ?? {}, network.variables, { isCompiled: true });
  if (dataset.size === 0) throw new DataError("predict", { expected: "at least one example", got: "none" });
  const names = Object.keys(network.inputs);
  const wanted = names.map((name) =>
    fieldFor(dataset.fields, name, names.length === 1 ? "x" : undefined, `network's input "${name}"`),
  );
  const inputsOnly: Dataset = {
    size: dataset.size,
    fields: Object.fromEntries(wanted.map((name) => [name, dataset.fields[name] as Field])),
    fill: (indices, target) => dataset.fill(indices, target),
  };
  const results: Record<string, Value> = {};
  const steppers = new Map<number, Stepper>();
  let done = 0;
  const calls = runEpoch({
    dataset: inputsOnly,
    order: range(dataset.size),
    batchSize: Math.min(batchSize, dataset.size),
    stepsPerCall: 1,
    stepperFor(size) {
      const known = steppers.get(size) ?? createStepper(predictionProgram(network, inputsOnly, size), { device });
      steppers.set(size, known);
      return known;
    },
    fixed: { ...weights, ...instead },
    state: () => ({}),
    signal,
  });
  for await (const { outputs, batchSize: count } of calls) {
    for (const [name, value] of Object.entries(outputs)) {
      const [, , ...rest] = value.shape;
      const data = await value.read();
      const size = sizeOf(rest);
      results[name] ??= Value.of(allocate(value.dtype, dataset.size * size), [dataset.size, ...rest], value.dtype);
      (results[name].data as Float32Array).set(data as Float32Array, done * size);
    }
    done += count;
  }
  return results;
}
