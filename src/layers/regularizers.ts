import { ArgumentError } from "../core/errors.ts";
import { canonicalName } from "../core/names.ts";
import { describe, type Tensor } from "../core/tensor.ts";
import { abs, add, mul, square } from "../ops/arithmetic.ts";
import { sum } from "../ops/structure.ts";
import type { Regularizer } from "./layer.ts";

/** Strengths of a penalty, as plain data. */
export interface PenaltyStrengths {
  readonly l1: number;
  readonly l2: number;
}

/** What the penalties made here were made of. */
const made: WeakMap<Regularizer, PenaltyStrengths> = /* @__PURE__ */ new WeakMap();

function keep(strengths: PenaltyStrengths, regularizer: Regularizer): Regularizer {
  made.set(regularizer, strengths);
  return regularizer;
}

/** How a penalty is written into a layer's options: nothing, its strengths, or "custom". @throws as `resolveRegularizer` */
export function penaltyOptions(
  option: string,
  regularizer: RegularizerLike | undefined,
): Readonly<Record<string, PenaltyStrengths | "custom">> {
  const found = resolveRegularizer(regularizer);
  return found === undefined ? {} : { [option]: made.get(found) ?? "custom" };
}

function checkStrength(where: string, strength: number): void {
  if (!(Number.isFinite(strength) && strength >= 0))
    throw new ArgumentError(where, { expected: "a strength from 0", got: describe(strength) });
}

/** strength · Σ |w| */
export function l1(strength = 0.01): Regularizer {
  checkStrength("l1", strength);
  return keep({ l1: strength, l2: 0 }, (weight: Tensor) => mul(strength, sum(abs(weight))));
}

/** strength · Σ w², as Keras: without ½. */
export function l2(strength = 0.01): Regularizer {
  checkStrength("l2", strength);
  return keep({ l1: 0, l2: strength }, (weight: Tensor) => mul(strength, sum(square(weight))));
}

/** Both. */
export function l1l2({
  l1: first = 0.01,
  l2: second = 0.01,
}: {
  readonly l1?: number;
  readonly l2?: number;
} = {}): Regularizer {
  const [absolute, squared] = [l1(first), l2(second)];
  return keep({ l1: first, l2: second }, (weight: Tensor) => add(absolute(weight), squared(weight)));
}

export type RegularizerName = "l1" | "l2" | "l1l2";

const makers: Readonly<Record<RegularizerName, () => Regularizer>> = { l1, l2, l1l2 };
const aliases: Readonly<Record<RegularizerName, readonly string[]>> = { l1: [], l2: [], l1l2: ["elasticNet"] };

/** A penalty, or the name of one (with strength 0.01). */
export type RegularizerLike = Regularizer | RegularizerName | (string & {});

/**
 * The penalty meant; undefined stays.
 * @throws NameError with the nearest name and the list; ArgumentError for what is neither a name nor a function
 */
export function resolveRegularizer(regularizer: RegularizerLike | undefined): Regularizer | undefined {
  if (regularizer === undefined || typeof regularizer === "function") return regularizer;
  if (typeof regularizer !== "string")
    throw new ArgumentError("regularizer", {
      expected: "a name, or a function of the weight such as l2(0.01)",
      got: describe(regularizer),
      fix: "write l1l2({ l1: ..., l2: ... }) for strengths of both",
    });
  return makers[canonicalName("regularizer", regularizer, aliases)]();
}
