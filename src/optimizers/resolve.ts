import { ArgumentError } from "../core/errors.ts";
import { canonicalName } from "../core/names.ts";
import { describe } from "../core/tensor.ts";
import { adam, adamax, adamW, nadam } from "./adam.ts";
import { adadelta, adagrad, lion, rmsprop } from "./adaptive.ts";
import type { Optimizer } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

export type OptimizerName = "adadelta" | "adagrad" | "adam" | "adamW" | "adamax" | "lion" | "nadam" | "rmsprop" | "sgd";

const factories: Readonly<Record<OptimizerName, (options?: Readonly<Record<string, never>>) => Optimizer>> = {
  adadelta,
  adagrad,
  adam,
  adamW,
  adamax,
  lion,
  nadam,
  rmsprop,
  sgd,
};

/** What else they are called. Case, "_" and "-" make no difference: "AdamW" is adamW. */
const aliases: Readonly<Record<OptimizerName, readonly string[]>> = {
  adadelta: [],
  adagrad: [],
  adam: [],
  adamW: [],
  adamax: [],
  lion: [],
  nadam: [],
  rmsprop: [],
  sgd: ["gradientDescent"],
};

export type OptimizerLike =
  | OptimizerName
  | (string & {})
  | { readonly name: OptimizerName | (string & {}); readonly [option: string]: unknown }
  | Optimizer;

/**
 * The optimizer behind a name ("adam", "AdamW"), a name with options, or an optimizer itself.
 * @throws NameError for an unknown name or option (with the nearest one), ArgumentError for a value out of range
 */
export function resolveOptimizer(optimizer: OptimizerLike): Optimizer {
  if (typeof optimizer === "string") return factories[canonicalName("optimizer", optimizer, aliases)]();
  if (typeof optimizer !== "object" || optimizer === null)
    throw new ArgumentError("optimizer", {
      expected: "a name, { name, ...options } or an optimizer such as adam({ learningRate: 0.01 })",
      got: describe(optimizer),
    });
  if (isOptimizer(optimizer)) return optimizer;
  const { name, ...options } = optimizer;
  return factories[canonicalName("optimizer", name, aliases)](options as Readonly<Record<string, never>>);
}

function isOptimizer(value: object): value is Optimizer {
  return typeof (value as Partial<Optimizer>).update === "function";
}
