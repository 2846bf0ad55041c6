import { axesOf } from "../../src/losses/shapes.ts";
import type { LossInfo, LossInput, Param } from "../../src/losses/spec.ts";
import type { NumberArray } from "../../src/registry/numbers.ts";
import type { LossOptions } from "../../src/registry/options.ts";
import { domainOf, drawData, type LossData, requiredOptions, sizeOfAxis } from "../../src/registry/sample-data.ts";

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

/** Predictions as far as they get: numbers of that size, of both signs; probabilities that near to 0 and 1, or there. */
export function farData(info: LossInfo, options: LossOptions, size: number): LossData {
  const data = drawData(info, options, { seed: 3 });
  return Object.fromEntries(
    info.inputs.map((each) => {
      const { shape, numbers } = data[each.name] as NumberArray;
      if (!each.grad) return [each.name, { shape, numbers }];
      const [low, high] = extremes(each, options, size);
      const pick = (i: number): number => ((i * 7) % 3 === 0 ? high : low);
      if (domainOf(each, options) === "box") {
        const box = [0, 0, size, 0]; // a box of no height
        return [
          each.name,
          { shape, numbers: numbers.map((number, i) => (i < 8 ? (box[i % 4] as number) : number * size)) },
        ];
      }
      return [each.name, { shape, numbers: numbers.map((_, i) => pick(i)) }];
    }),
  );
}

function extremes(each: LossInput, options: LossOptions, size: number): [number, number] {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = each;
  switch (domainOf(each, options)) {
    case "probabilities":
    case "simplex":
      return size >= 1e4
        ? [0, 1]
        : [Math.min(0.5, 1 / size ** 2), 1 - Math.min(0.5, Math.max(1 / size ** 2, 2 ** -24))];
    case "logProbabilities":
      return [-size, -1 / size];
    case "positive":
      return [1 / size, size];
    case "angle":
      return [-Math.PI, Math.PI];
    case "logits":
      return [-size, size];
    default:
      return [Math.max(-size, min), Math.min(size, max)];
  }
}

/** Some rows of the data, of the inputs that have one for each example. */
export function takeRows(info: LossInfo, data: LossData, rows: readonly number[]): LossData {
  return Object.fromEntries(
    info.inputs.map(({ name, shape: notation }) => {
      const { shape, numbers } = data[name] as NumberArray;
      if (axesOf(notation)[0] !== "batch") return [name, { shape, numbers }];
      const [batch = 1, ...rest] = shape;
      const stride = numbers.length / batch;
      const kept = rows.flatMap((row) => numbers.slice(row * stride, (row + 1) * stride));
      return [name, { shape: [rows.length, ...rest], numbers: kept }];
    }),
  );
}
