import { Random } from "../core/random.ts";
import { type Shape, sizeOf } from "../core/shape.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import type { NumberArray } from "./numbers.ts";
import type { LossOptions } from "./options.ts";

/** Numbers for a loss's inputs, by name. */
export type LossData = Readonly<Record<string, NumberArray>>;

/** Sizes of axes by name; the others are 3. */
const sizes: Readonly<Record<string, number>> = {
  classes: 4,
  dim: 4,
  channels: 2,
  height: 7,
  width: 6,
  depth: 5,
  time: 6,
  labels: 2,
};

/** The usual size of an axis in samples. */
export function sizeOfAxis(axis: string): number {
  return sizes[axis] ?? 3;
}

/** "[batch, ..., n]" as sizes, with `between` in the place of the dots. */
export function shapeOf(
  info: LossInfo,
  notation: string,
  batch: number,
  between: readonly number[] = [],
  options: LossOptions = {},
): number[] {
  return axesOf(notation).flatMap((axis) => {
    if (axis === "...") return [...between];
    if (axis === "batch") return [batch];
    if (/^\d+$/.test(axis)) return [Number(axis)];
    const given = options[axis];
    return [typeof given === "number" ? given : (info.sizes?.[axis] ?? sizeOfAxis(axis))];
  });
}

/** Options a loss cannot do without: sizes of what it keeps itself. */
export function requiredOptions(info: LossInfo): LossOptions {
  const fed = new Set(info.inputs.flatMap((each) => (each.variable === undefined ? axesOf(each.shape) : [])));
  const free = info.inputs
    .flatMap((each) => axesOf(each.shape))
    .filter((axis) => !fed.has(axis) && axis in info.params);
  return Object.fromEntries(free.map((axis) => [axis, shapeOf(info, `[${axis}]`, 0)[0]]));
}

/** Axes in the place of "..." in a sample that is to show something: a loss of whole examples wants several numbers. */
export function sampleAxes(info: LossInfo): number[] {
  return info.inputs.some(({ shape }) => shape === "[batch, ...]") ? [6] : [];
}

interface DrawOptions {
  readonly batch?: number;
  readonly between?: readonly number[];
  readonly seed?: number;
}

/** Random numbers that a loss takes: what its spec says of them, and nothing else, decides. Seeded. */
export function drawData(
  info: LossInfo,
  options: LossOptions,
  { batch = 5, between = [], seed = 1 }: DrawOptions = {},
): LossData {
  const random = new Random(seed).fork("sample");
  return Object.fromEntries(
    info.inputs.map((each) => {
      const shape = shapeOf(info, each.shape, batch, between, options);
      return [each.name, { shape, numbers: draw(info, each, shape, options, random) }];
    }),
  );
}

/**
 * The domain an input has under the options: logits instead of probabilities with `fromLogits`, 0 and 1 instead of signs
 * with `binaryLabels`.
 */
export function domainOf(each: LossInput, options: LossOptions): string {
  const domains = [each.domain].flat();
  if (options["binaryLabels"] === true && domains.includes("binary")) return "binary";
  return options["fromLogits"] === true && domains.includes("logits") ? "logits" : (domains[0] as string);
}

function draw(info: LossInfo, each: LossInput, shape: Shape, options: LossOptions, random: Random): number[] {
  const many = (next: () => number): number[] => Array.from({ length: sizeOf(shape) }, next);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = each;
  const isBounded = Number.isFinite(min) && Number.isFinite(max);
  switch (domainOf(each, options)) {
    case "classIndex": {
      const first = Math.max(0, min);
      const size = shapeOf(info, "[classes]", 0, [], options)[0] as number;
      return many(() => first + random.integer(size - first));
    }
    case "label":
      return many(() => random.integer(2));
    case "length": {
      const size = shapeOf(info, `[${each.lengthOf}]`, 0, [], options)[0] as number;
      return many(() => size - random.integer(Math.ceil(size / 2)));
    }
    case "count":
      return many(() => random.integer(6));
    case "relevance":
      return many(() => random.integer(4));
    case "binary":
      return many(() => random.integer(2));
    case "sign":
      return many(() => 2 * random.integer(2) - 1);
    case "angle":
      return many(() => (2 * random.uniform() - 1) * Math.PI);
    case "positive":
      return many(() => Math.max(0, min) + 0.2 + 2 * random.uniform());
    case "box":
      return Array.from({ length: sizeOf(shape) / 4 }, () => {
        const [x, y] = [4 * random.uniform(), 4 * random.uniform()];
        return [x, y, x + 0.5 + 3 * random.uniform(), y + 0.5 + 3 * random.uniform()];
      }).flat();
    case "probabilities":
    case "simplex":
    case "logProbabilities": {
      const numbers = many(() => 0.05 + 0.9 * random.uniform());
      const classes = axesOf(each.shape).indexOf("classes");
      const axis = axesOf(each.shape).includes("...") && classes > 1 ? shape.length - 1 : classes;
      const whole = classes < 0 ? numbers : normalise(numbers, shape, axis);
      return domainOf(each, options) === "logProbabilities" ? whole.map(Math.log) : whole;
    }
    default:
      return isBounded ? many(() => min + (max - min) * random.uniform()) : many(() => 2 * random.normal());
  }
}

/** Numbers divided by their sums along an axis. */
function normalise(numbers: readonly number[], shape: Shape, axis: number): number[] {
  const stride = sizeOf(shape.slice(axis + 1));
  const size = shape[axis] as number;
  const groupOf = (i: number): number => Math.floor(i / (stride * size)) * stride + (i % stride);
  const totals = new Map<number, number>();
  numbers.forEach((number, i) => {
    totals.set(groupOf(i), (totals.get(groupOf(i)) ?? 0) + number);
  });
  return numbers.map((number, i) => number / (totals.get(groupOf(i)) as number));
}
