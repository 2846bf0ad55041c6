import type { LossInfo, Param } from "../../src/losses/spec.ts";
import type { LossOptions } from "../../src/registry/options.ts";
import { requiredOptions, sizeOfAxis } from "../../src/registry/sample-data.ts";

export { takeRows } from "../../src/registry/battery/data.ts";

export { drawData, type LossData, requiredOptions, shapeOf } from "../../src/registry/sample-data.ts";

export const classCount: number = sizeOfAxis("classes");

/** The options a loss is checked with: its defaults, each flag the other way, and all options away from their defaults. */
export function variantsOf(info: LossInfo): LossOptions[] {
  const required = requiredOptions(info);
  const entries = Object.entries(info.params).flatMap(([key, param]) => {
    const other = key in required || key === "axis" ? undefined : otherValue(param); // the samples have their classes last
    return other === undefined ? [] : [[key, other] as const];
  });
  const flags = entries.filter(([key]) => info.params[key]?.kind === "flag");
  const all = Object.fromEntries(entries);
  const variants = [{}, ...flags.map(([key, value]) => ({ [key]: value })), ...(entries.length > 1 ? [all] : [])];
  if (entries.length === 1 && flags.length === 0) variants.push(all);
  return variants.map((options) => ({ ...required, ...options }));
}

function otherValue(param: Param): unknown {
  if (param.example !== undefined) return param.example;
  switch (param.kind) {
    case "flag":
      return !param.default;
    case "choice":
      return param.choices.find((choice) => choice !== param.default);
    case "number":
    case "integer": {
      if (param.kind === "integer") return (param.default ?? 0) + 1;
      const { min, max, above, below } = param;
      const moved = (param.default ?? 0) + 0.25;
      const isInside = moved <= (max ?? below ?? moved) && moved !== below && moved >= (min ?? above ?? moved);
      return isInside ? moved : (param.default ?? 0) * 0.75;
    }
    default:
      return undefined;
  }
}
