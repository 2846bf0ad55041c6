import { unknownName } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { resolveReduction } from "../losses/reduce.ts";
import type { LossInfo } from "../losses/spec.ts";
import { parseLossOptions } from "../registry/index.ts";
import { createBalancer } from "./balancing.ts";
import { type CombinedLoss, isCombinedLoss } from "./combine.ts";
import { type DefinedLoss, definedLoss, isDefinedLoss } from "./define-loss.ts";
import { checkLossSource } from "./loss-source.ts";
import { lossVariables } from "./loss-variables.ts";
import {
  customValues,
  type LossFunction,
  type LossHome,
  type LossLike,
  type LossResult,
  type NamedLoss,
  namedLoss,
  parseNamedLoss,
  type ResolvedLoss,
  rampValue,
  takeRamps,
} from "./terms.ts";

/**
 * The loss behind whatever `compile` takes for one.
 * @throws NameError for an unknown name (nearest match and the list), ArgumentError for an option out of range
 */
export function resolveLossLike(loss: LossLike, home: LossHome): ResolvedLoss {
  if (typeof loss === "function") return functionLoss("loss", loss);
  if (isCombinedLoss(loss)) return combinedLoss(loss, home);
  if (isDefinedLoss(loss)) return definedAs(loss, { name: loss.name }, home);
  const defined = definitionOf(loss);
  if (defined !== undefined)
    return definedAs(defined, typeof loss === "string" ? { name: loss } : (loss as NamedLoss), home);
  return namedLoss(parseNamedLoss(loss as string | NamedLoss, home.outputShapes[home.output]?.at(-1) ?? 1), home);
}

/** The loss of `defineLoss` that is meant, if one is. */
export function definitionOf(loss: LossLike): DefinedLoss | undefined {
  if (isDefinedLoss(loss)) return loss;
  if (typeof loss === "string") return definedLoss(loss);
  const { name } = loss as { readonly name?: unknown };
  return typeof loss === "object" && loss !== null && typeof name === "string" ? definedLoss(name) : undefined;
}

function functionLoss(name: string, loss: LossFunction): ResolvedLoss {
  checkLossSource(loss);
  return {
    name,
    info: undefined,
    options: {},
    reduction: "mean",
    variables: [],
    predictions: {},
    inputs: {},
    takesTarget: true,
    labels: [],
    fields: [],
    termWeights: {},
    balancer: undefined,
    values: (sources) => customValues(loss, sources),
  };
}

/** What the checks of options and variables read of a definition. */
export function definitionInfo(definition: DefinedLoss): LossInfo {
  return { inputs: [], params: definition.params } as unknown as LossInfo;
}

/** Options of a defined loss with its defaults. @throws as `parseLossOptions` */
export function definedOptions(
  definition: DefinedLoss,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(definition.params).map(([key, param]) => [key, param.default] as const);
  const set = defaults.filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(set),
    ...parseLossOptions(definition.name as "huber", definitionInfo(definition), given),
  };
}

function definedAs(definition: DefinedLoss, given: NamedLoss, { output, outputShapes, dtype }: LossHome): ResolvedLoss {
  const { name, reduction = "mean", train = [], inputs: _, ...options } = given;
  checkLossSource(definition.fn);
  const info = definitionInfo(definition);
  const { plain, ramps } = takeRamps({ name, info }, options);
  const all = definedOptions(definition, plain);
  const path = Object.keys(outputShapes).length === 1 ? name : `${output}/${name}`;
  const variables = lossVariables({ path, predictions: {}, dtype }, info, all, train);
  return {
    ...functionLoss(name, () => ({})),
    options: all,
    reduction: resolveReduction(reduction),
    variables: variables.all,
    values(sources) {
      const ramped = Object.entries(ramps).map(([key, ramp]) => [key, rampValue(ramp, sources.context)] as const);
      const now = { ...all, ...Object.fromEntries(ramped), ...variables.options };
      const result = customValues((yTrue, yPred, context) => definition.fn(yTrue, yPred, now, context), sources);
      // A single term has the name of the loss.
      const names = Object.keys(result.terms);
      return names.length === 1 && names[0] === "loss"
        ? { ...result, terms: { [name]: result.terms["loss"] as LossResult["terms"][string] } }
        : result;
    },
  };
}

function combinedLoss(loss: CombinedLoss, home: LossHome): ResolvedLoss {
  const { terms, names, weights, balancing } = loss;
  const path = Object.keys(home.outputShapes).length === 1 ? "" : `${home.output}/`;
  const balancer = createBalancer(balancing, names, { path, dtype: home.dtype });
  const parts = Object.entries(terms ?? {}).map(([unit, each]) => [unit, resolveLossLike(each, home)] as const);
  if (loss.loss !== undefined) checkLossSource(loss.loss);
  const inner = parts.map(([, part]) => part);
  return {
    name: "combine",
    info: inner.length > 0 && inner.every((part) => part.info !== undefined) ? inner[0]?.info : undefined,
    // What the output means (logits or not) is what the first loss says.
    options: inner[0]?.options ?? {},
    reduction: "mean",
    variables: [...new Set([...inner.flatMap((part) => part.variables), ...(balancer?.variables ?? [])])],
    predictions: inner[0]?.predictions ?? {},
    inputs: inner[0]?.inputs ?? {},
    takesTarget: inner.length === 0 || inner.some((part) => part.takesTarget),
    labels: inner.flatMap((part) => part.labels),
    fields: inner.flatMap((part) => part.fields),
    termWeights: weights,
    balancer,
    values(sources) {
      const updates = new Map<ResolvedLoss["variables"][number], Tensor>();
      const all: Record<string, LossResult["terms"][string]> = {};
      for (const [unit, part] of parts) {
        const result = part.values(sources);
        for (const [variable, next] of result.updates) updates.set(variable, next);
        const entries = Object.entries(result.terms);
        for (const [name, term] of entries)
          all[entries.length === 1 ? unit : `${unit}/${name}`] = {
            ...term,
            reduction: part.reduction,
            weight: weights[unit] ?? 1,
            unit,
          };
      }
      if (loss.loss !== undefined)
        for (const [name, term] of Object.entries(customValues(loss.loss, sources).terms)) {
          if (!names.includes(name)) throw unknownName("combine: term", name, names);
          all[name] = { ...term, weight: weights[name] ?? 1 };
        }
      const missing = names.find((name) => !Object.values(all).some(({ unit }) => unit === name) && !(name in all));
      if (missing !== undefined) throw unknownName("combine: term", missing, Object.keys(all));
      return { terms: all, updates };
    },
  };
}
