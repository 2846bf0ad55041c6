import { ArgumentError, unknownName } from "../core/errors.ts";
import { describe } from "../core/tensor.ts";
import type { Balancing } from "./balancing.ts";
import type { LossFunction, LossLike } from "./terms.ts";

export interface CombineOptions {
  /** Losses of the output by the names of their terms; or, with `loss`, the names of the terms that function returns. */
  readonly terms: Readonly<Record<string, LossLike>> | readonly string[];
  /** One function that returns all the terms: `(yTrue, yPred) => ({ kl, reconstruction })`. */
  readonly loss?: LossFunction;
  /** Factors of the terms; default 1. They come before balancing. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Default "fixed". */
  readonly balancing?: Balancing;
}

/** Several losses of one output, added. */
export interface CombinedLoss {
  readonly terms: Readonly<Record<string, LossLike>> | undefined;
  readonly loss: LossFunction | undefined;
  readonly names: readonly string[];
  readonly weights: Readonly<Record<string, number>>;
  readonly balancing: Balancing;
}

/**
 * Several losses as one: each is reduced, weighted, and added; the history shows each by its name.
 * `combine({ terms: { pixels: "mse", edges: "huber" }, balancing: "uncertainty" })`
 * @throws ArgumentError without terms, NameError for weights of terms that are not there
 */
export function combine({ terms, loss, weights = {}, balancing = "fixed" }: CombineOptions): CombinedLoss {
  const isList = Array.isArray(terms);
  if (typeof terms !== "object" || terms === null || isList !== (loss !== undefined))
    throw new ArgumentError("combine", {
      expected: "terms: losses by name, or a list of names with the loss that returns them",
      got: loss === undefined ? describe(terms) : "both losses by name and a loss that returns them",
    });
  const names = isList ? [...(terms as readonly string[])] : Object.keys(terms);
  if (names.length === 0) throw new ArgumentError("combine", { expected: "at least one term", got: "none" });
  for (const [name, weight] of Object.entries(weights)) {
    if (!names.includes(name)) throw unknownName("combine: weights", name, names);
    checkWeight(`combine: weight of "${name}"`, weight);
  }
  return { terms: isList ? undefined : (terms as Readonly<Record<string, LossLike>>), loss, names, weights, balancing };
}

/** @throws ArgumentError unless it is a finite number */
export function checkWeight(where: string, weight: unknown): void {
  if (!(typeof weight === "number" && Number.isFinite(weight)))
    throw new ArgumentError(where, { expected: "a finite number", got: describe(weight) });
}

/** Whether a loss is one of `combine`. */
export function isCombinedLoss(loss: unknown): loss is CombinedLoss {
  return typeof loss === "object" && loss !== null && "balancing" in loss && "names" in loss;
}
