import { gradients } from "../autodiff/gradients.ts";
import { sameShape } from "../core/shape.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { reduceLoss } from "../losses/reduce.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import { compileFunction, evaluate } from "../runtime/evaluate.ts";
import { dtypeOf, isIndexInput } from "./check-data.ts";
import { type LossOptions, parseLossOptions } from "./index.ts";
import type { NumberArray } from "./numbers.ts";
import { domainOf, drawData, requiredOptions, sampleAxes } from "./sample-data.ts";

export interface CurveRange {
  /** Default: -3 to 3, for logits -6 to 6, for probabilities 0.01 to 0.99. */
  readonly from?: number;
  readonly to?: number;
  /** Default 101. */
  readonly points?: number;
}

/** A loss and its derivative along a line through its prediction. */
export interface Curve {
  /** What runs along x, and the target: "yPred, yTrue = 0". */
  readonly label: string;
  readonly x: readonly number[];
  readonly value: readonly number[];
  readonly gradient: readonly number[];
}

/** How a prediction of one class or two moves along the line, and what the target is. */
interface Line {
  readonly direction: readonly number[];
  readonly origin: readonly number[];
  readonly target: readonly number[];
  readonly range: readonly [number, number];
}

/**
 * Samples a loss for a plot: along one number or class where the loss is one of a target and a prediction, else along a
 * line through random samples (see `Curve.label`).
 * @param name of the loss, for messages
 * @throws NameError or ArgumentError for options it does not take
 */
export async function curve(
  name: string,
  info: LossInfo,
  given: LossOptions = {},
  range: CurveRange = {},
): Promise<Curve> {
  const options = parseLossOptions(name, info, { ...requiredOptions(info), ...given });
  const ways = [
    () => alongNumber(info, options, range),
    () => alongSample(info, options, range, "target"),
    () => alongSample(info, options, range, "sample"),
  ];
  let found: Curve | undefined;
  for (const way of ways) {
    const next = await way();
    found ??= next;
    if (next !== undefined && !isFlat(next)) return next; // some losses do not see the length of an embedding
  }
  return found as Curve;
}

function isFlat({ value }: Curve): boolean {
  // The ends and the middle may be special points.
  const inner = value.filter((_, i) => i > 0 && i < value.length - 1 && i !== (value.length - 1) / 2);
  const sizes = new Set(inner.map((number) => number.toPrecision(6)));
  return sizes.size < 4;
}

async function alongNumber(info: LossInfo, options: LossOptions, range: CurveRange): Promise<Curve | undefined> {
  const [target, prediction, ...others] = info.inputs;
  if (target === undefined || !prediction?.grad || target.grad || others.length > 0 || info.coupled) return undefined;
  const fromLogits = options["fromLogits"] === true;
  const isProbability = [prediction.domain].flat()[0] === "probabilities" && !fromLogits;
  const line = lineOf(target, prediction, isProbability);
  if (line === undefined) return undefined;
  const [low, high] = isProbability ? [0.01, 0.99] : fromLogits || isLogits(prediction) ? [-6, 6] : line.range;
  const x = points(range, low as number, high as number);
  const count = x.length;
  const { origin, direction } = line;
  const width = origin.length;
  const isIndex = isIndexInput(target);
  const shape = prediction.shape === "[batch]" ? [count] : [count, width];
  const yTrue = constant(
    x.flatMap(() => line.target),
    { shape: isIndex ? [count] : shape, dtype: isIndex ? "int64" : "float64" },
  );
  const yPred = input("yPred", shape, { dtype: "float64" });
  const values: Tensor = info.fn(yTrue, yPred, options);
  if (values.rank !== 1) return undefined; // not a value per example
  const [value, gradient] = await evaluate([values, ...gradients(values, [yPred])], {
    yPred: x.flatMap((at) => origin.map((start, i) => start + at * (direction[i] as number))),
  });
  const slopes = (await gradient?.read()) as Float64Array;
  return {
    label: `${prediction.name}${width > 1 ? "[0]" : ""}, ${target.name} = ${JSON.stringify(isIndex || width === 1 ? line.target[0] : line.target)}`,
    x,
    value: Array.from((await value?.read()) as Float64Array),
    gradient: x.map((_, i) => direction.reduce((sum, d, at) => sum + d * (slopes[i * width + at] as number), 0)),
  };
}

/** Along a line through a sample: from another input of the same shape (t = 0) through the drawn one (t = 1), else from 0. */
async function alongSample(
  info: LossInfo,
  options: LossOptions,
  range: CurveRange,
  from: "target" | "sample",
): Promise<Curve> {
  const batch = info.coupled || info.values === "[]" ? 5 : 1;
  const data = drawData(info, options, { batch, seed: 2, between: sampleAxes(info) });
  const moved = (info.inputs.find((each) => each.grad) ?? info.inputs.find((each) => !isIndexInput(each))) as LossInput;
  const { shape, numbers } = data[moved.name] as NumberArray;
  const start = info.inputs.find(
    (each) =>
      from === "target" &&
      each !== moved &&
      each.variable === undefined &&
      !isIndexInput(each) &&
      sameShape(data[each.name]?.shape ?? [], shape),
  );
  const other = drawData(info, options, { batch, seed: 3, between: sampleAxes(info) })[moved.name] as NumberArray;
  const isBetween = from === "sample";
  const origin = isBetween
    ? other.numbers
    : start === undefined
      ? numbers.map(() => 0)
      : (data[start.name] as NumberArray).numbers;
  const isBounded =
    moved.min !== undefined ||
    moved.max !== undefined ||
    ["probabilities", "positive"].includes(domainOf(moved, options));
  const isPositive = domainOf(moved, options) === "positive"; // 0 is not
  const [low, high] = isBounded
    ? !isBetween && (start === undefined || isPositive)
      ? [0.05, 1]
      : [0, 1]
    : start === undefined && !isBetween
      ? [-2, 2]
      : [-1, 2];
  const x = points(range, low as number, high as number);
  const tensors = info.inputs.map((each) => {
    const { shape: size, numbers: drawn } = data[each.name] as NumberArray;
    return each === moved
      ? input(each.name, size, { dtype: "float64" })
      : constant(drawn, { shape: size, dtype: dtypeOf(each, "float64") });
  });
  const prediction = tensors[info.inputs.indexOf(moved)] as Tensor;
  const value = reduceLoss(info.fn(...tensors, options), { mask: info.mask?.(...tensors, options) });
  const f = await compileFunction([value, ...gradients(value, [prediction], { unconnected: "zero" })], { threads: 1 });
  const values: number[] = [];
  const slopes: number[] = [];
  for (const t of x) {
    const at = numbers.map((number, i) => (origin[i] as number) + t * (number - (origin[i] as number)));
    const [first, second] = await f.run({ [moved.name]: at });
    const gradient = (await second?.read()) as Float64Array;
    values.push((await first?.number()) as number);
    slopes.push(
      numbers.reduce((sum, number, i) => sum + (number - (origin[i] as number)) * (gradient[i] as number), 0),
    );
  }
  const label = isBetween
    ? `t, ${moved.name} from one sample (0) to another (1)`
    : start === undefined
      ? `t, ${moved.name} = t times a sample`
      : `t, ${moved.name} from ${start.name} (0) to a sample (1)`;
  return { label, x, value: values, gradient: slopes };
}

function points({ from, to, points: count = 101 }: CurveRange, low: number, high: number): number[] {
  const [start, end] = [from ?? low, to ?? high];
  return Array.from({ length: count }, (_, i) => start + ((end - start) * i) / (count - 1));
}

function isLogits(input: LossInput): boolean {
  return [input.domain].flat()[0] === "logits";
}

function lineOf(target: LossInput, prediction: LossInput, isProbability: boolean): Line | undefined {
  const [domain] = [target.domain].flat();
  const isPositive = [prediction.domain].flat()[0] === "positive";
  const range = isPositive ? ([0.05, 5] as const) : ([-3, 3] as const);
  if (["[batch, classes]", "[batch, ..., classes]"].includes(prediction.shape)) {
    if (![prediction.shape, "[batch]", "[batch, ...]"].includes(target.shape)) return undefined;
    const line = isProbability
      ? { origin: [0, 1], direction: [1, -1] }
      : { origin: [0, isPositive ? 1 : 0], direction: [1, 0] };
    if (domain === "classIndex") return { ...line, target: [0], range };
    return domain === "simplex" || domain === "binary" ? { ...line, target: [1, 0], range } : undefined;
  }
  if (!["[batch, ..., n]", "[batch, n]", "[batch]"].includes(prediction.shape) || target.shape !== prediction.shape)
    return undefined;
  const number = { real: 0, binary: 1, sign: 1, positive: 1, count: 2, probabilities: 1, angle: 0 }[domain as string];
  return number === undefined ? undefined : { origin: [0], direction: [1], target: [number], range };
}
