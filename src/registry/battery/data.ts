import { axesOf } from "../../losses/shapes.ts";
import type { LossInfo, LossInput } from "../../losses/spec.ts";
import type { NumberArray } from "../numbers.ts";
import type { LossOptions } from "../options.ts";
import { domainOf, drawData, type LossData } from "../sample-data.ts";

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
