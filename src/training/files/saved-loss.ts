import { canonicalGraph, hashText } from "../../core/canonical.ts";
import { SavedLossError } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import { constant, input, Tensor } from "../../core/tensor.ts";
import type { Balancing } from "../balancing.ts";
import { type CombinedLoss, combine, isCombinedLoss } from "../combine.ts";
import { type DefinedLoss, defineLoss, isDefinedLoss } from "../define-loss.ts";
import type { Network } from "../network.ts";
import type { CompileOptions } from "../plan.ts";
import { definedOptions, definitionInfo, definitionOf } from "../resolve-loss.ts";
import { type LossContext, type LossFunction, type LossLike, type NamedLoss, takeRamps } from "../terms.ts";
import { version } from "../version.ts";

/** A loss as a file describes it. */
export type SavedLoss =
  | { readonly kind: "named"; readonly loss: NamedLoss }
  | {
      readonly kind: "defined";
      readonly loss: NamedLoss;
      /** Of the graph the function built when it was saved; none when it could not be traced alone. */
      readonly hash: string | null;
      /** What the hash was made with. */
      readonly version: string;
    }
  | { readonly kind: "anonymous"; readonly note: string }
  | {
      readonly kind: "combined";
      readonly terms: Readonly<Record<string, SavedLoss>> | null;
      readonly names: readonly string[];
      readonly loss: SavedLoss | null;
      readonly weights: Readonly<Record<string, number>>;
      readonly balancing: Balancing;
    };

export type SavedLosses = SavedLoss | { readonly outputs: Readonly<Record<string, SavedLoss | null>> };

/** The losses of `compile` as plain data. */
export function describeLosses(loss: CompileOptions["loss"], network: Network): SavedLosses {
  if (typeof loss === "object" && loss !== null && "outputs" in loss) {
    const outputs = (loss as { readonly outputs: Readonly<Record<string, LossLike | null>> }).outputs;
    return {
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([output, each]) => [
          output,
          each === null ? null : describeLoss(each, network, output),
        ]),
      ),
    };
  }
  return describeLoss(loss as LossLike, network, Object.keys(network.outputShapes)[0] as string);
}

function describeLoss(loss: LossLike, network: Network, output: string): SavedLoss {
  if (typeof loss === "function") return anonymous("a function that had no name: give it one with defineLoss");
  if (isCombinedLoss(loss)) {
    const { terms, names, weights, balancing } = loss;
    const parts =
      terms && Object.entries(terms).map(([name, each]) => [name, describeLoss(each, network, output)] as const);
    const joint = loss.loss === undefined ? null : describeLoss(loss.loss, network, output);
    return {
      kind: "combined",
      terms: parts ? Object.fromEntries(parts) : null,
      names,
      loss: joint,
      weights,
      balancing,
    };
  }
  const definition = definitionOf(loss);
  const given: NamedLoss =
    typeof loss === "string" || isDefinedLoss(loss)
      ? { name: typeof loss === "string" ? loss : loss.name }
      : (loss as NamedLoss);
  const odd = Object.entries(given).find(([, value]) => !isPlain(value));
  if (odd !== undefined) return anonymous(`"${given.name}" with a function as ${odd[0]}`);
  if (definition === undefined) return { kind: "named", loss: given };
  return { kind: "defined", loss: given, hash: graphHash(definition, given, network, output), version };
}

function anonymous(note: string): SavedLoss {
  return { kind: "anonymous", note };
}

function isPlain(value: unknown): boolean {
  if (typeof value === "object" && value !== null)
    return !(value instanceof Tensor) && Object.values(value).every(isPlain);
  return ["number", "string", "boolean", "undefined"].includes(typeof value) || value === null;
}

/**
 * Hash of the graph a defined loss builds for the network's output. Targets are tried in the prediction's shape, without its
 * last axis, and as one number per example.
 */
function graphHash(definition: DefinedLoss, given: NamedLoss, network: Network, output: string): string | null {
  const { name: _, reduction: __, train: ___, inputs: ____, ...options } = given;
  const { plain } = takeRamps({ name: definition.name, info: definitionInfo(definition) }, options);
  const all = definedOptions(definition, plain);
  const { dtype } = network;
  const named = (kind: string, shapes: Readonly<Record<string, Shape>>): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(shapes).map(([key, shape]) => [key, input(`${kind}:${key}`, [2, ...shape], { dtype })] as const),
    );
  const outputs = named("output", network.outputShapes);
  const inputs = Object.entries(network.inputs).map(([key, place]) => [key, place.input?.shape ?? []] as const);
  const context: LossContext = {
    inputs: named("input", Object.fromEntries(inputs)),
    outputs,
    parameters: Object.fromEntries(network.variables.map(({ tensor }) => [tensor.name, tensor])),
    step: constant(1, { dtype }),
    training: true,
  };
  const shape = network.outputShapes[output] ?? [];
  for (const target of [shape, shape.slice(0, -1), []]) {
    try {
      const yTrue = input("yTrue", [2, ...target], { dtype });
      const result = definition.fn(yTrue, outputs[output] as Tensor, all, context);
      const terms = result instanceof Tensor ? { loss: result } : result;
      const names = Object.keys(terms).sort();
      return hashText(`${names.join(" ")}\n${canonicalGraph(names.map((each) => terms[each] as Tensor))}`);
    } catch {
      // Another shape may fit; a loss that takes fields of the data fits none.
    }
  }
  return null;
}

export interface RestoreLossOptions {
  /** Definitions of the losses the model was trained with, where they were not made by `defineLoss` before. */
  readonly losses?: readonly DefinedLoss[];
  /** Take a definition that builds another graph than the one the model was trained with. Default false. */
  readonly acceptChangedLosses?: boolean;
}

/**
 * The losses to compile with, from their description.
 * @throws SavedLossError for a loss that had no name, that nothing defines, or whose definition has changed
 */
export function restoreLosses(
  saved: SavedLosses,
  network: Network,
  options: RestoreLossOptions,
): CompileOptions["loss"] {
  if ("outputs" in saved)
    return {
      outputs: Object.fromEntries(
        Object.entries(saved.outputs).map(([output, each]) => [
          output,
          each === null ? null : restoreLoss(each, { network, output, options }),
        ]),
      ),
    };
  return restoreLoss(saved, { network, output: Object.keys(network.outputShapes)[0] as string, options });
}

interface Place {
  readonly network: Network;
  readonly output: string;
  readonly options: RestoreLossOptions;
}

function restoreLoss(saved: SavedLoss, place: Place): LossLike {
  switch (saved.kind) {
    case "named":
      return saved.loss;
    case "defined":
      return restoreDefined(saved, place);
    case "combined":
      return restoreCombined(saved, place);
    case "anonymous":
      throw new SavedLossError("saved model", {
        expected: "a loss that was saved",
        got: saved.note,
        fix: "call model.compile({ loss }) before training or evaluating; predicting needs none",
      });
  }
}

function restoreCombined(saved: Extract<SavedLoss, { kind: "combined" }>, place: Place): CombinedLoss {
  const { weights, balancing, names } = saved;
  if (saved.loss !== null)
    return combine({ terms: names, loss: restoreLoss(saved.loss, place) as LossFunction, weights, balancing });
  const terms = Object.entries(saved.terms ?? {}).map(([name, each]) => [name, restoreLoss(each, place)] as const);
  return combine({ terms: Object.fromEntries(terms), weights, balancing });
}

function restoreDefined(saved: Extract<SavedLoss, { kind: "defined" }>, { network, output, options }: Place): LossLike {
  const { loss, hash } = saved;
  const given = options.losses?.find((each) => each.name === loss.name);
  const definition = given ?? definitionOf(loss.name);
  if (definition === undefined)
    throw new SavedLossError("saved model", {
      expected: `the definition of its loss "${loss.name}"`,
      got: `none${options.losses === undefined ? "" : ` among ${options.losses.map((each) => each.name).join(", ") || "none"}`}`,
      fix: `pass it: loadModel(path, { losses: [${loss.name}] }), or call defineLoss before training; predicting needs none`,
    });
  const now = graphHash(definition, loss, network, output);
  if (hash !== null && now !== hash && options.acceptChangedLosses !== true)
    throw new SavedLossError(`loss "${loss.name}"`, {
      expected: `the graph the model was trained with (${hash}, lossmith ${saved.version})`,
      got: `another: ${now ?? "one that cannot be traced"} (lossmith ${version})`,
      fix: "restore the old definition, or accept the new one: loadModel(path, { acceptChangedLosses: true })",
    });
  // Under its name from here on, as if it had been defined in this program.
  return given === undefined ? loss : { ...loss, name: defineLoss(given).name };
}
