import type { Shape } from "../core/shape.ts";
import type { Dataset } from "../data/dataset.ts";
import type { LossInput } from "../losses/spec.ts";
import type { OutputPlan, Plan } from "./program.ts";
import { targetsOf } from "./targets.ts";

// Which fields of a data set a training reads, and as what. Where one is missing, building the step says so.

export interface InputField {
  readonly field: string;
  /** Whole numbers that pick, as of an embedding. */
  readonly isIndices: boolean;
}

/** Fields that the network's inputs are taken from. */
export function inputFields({ network }: Plan, { fields }: Pick<Dataset, "fields">): readonly InputField[] {
  const entries = Object.entries(network.inputs);
  return entries.flatMap(([name, { input }]): InputField[] => {
    const field = present(fields, [name, ...(entries.length === 1 ? ["x"] : [])]);
    return field === undefined ? [] : [{ field, isIndices: input?.dtype === "int64" }];
  });
}

export interface TargetField {
  readonly field: string;
  readonly output: OutputPlan;
  /** What the loss takes it for; undefined for a loss of one's own, or metrics alone. */
  readonly input: LossInput | undefined;
  /** Shape of one example of the output. */
  readonly outputShape: Shape;
}

/** Fields that losses and metrics compare with. */
export function targetFields({ network, outputs }: Plan, { fields }: Pick<Dataset, "fields">): readonly TargetField[] {
  return outputs.flatMap((output): TargetField[] => {
    const { loss, metrics, target } = output;
    const usual = [target, ...(outputs.length === 1 ? ["y"] : [])];
    const outputShape = network.outputShapes[output.output] as Shape;
    const wanted: { readonly names: readonly string[]; readonly input: LossInput | undefined }[] =
      loss?.info === undefined
        ? loss?.takesTarget || metrics.length > 0
          ? [{ names: usual, input: undefined }]
          : []
        : targetsOf(loss.info).map((input, at) => ({
            names: [loss.inputs[input.name] ?? input.name, ...(at === 0 ? usual : [])],
            input,
          }));
    return wanted.flatMap(({ names, input }): TargetField[] => {
      const field = present(fields, names);
      return field === undefined ? [] : [{ field, output, input, outputShape }];
    });
  });
}

function present(fields: Dataset["fields"], names: readonly string[]): string | undefined {
  return names.find((name) => fields[name] !== undefined);
}
