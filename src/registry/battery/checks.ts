import { type Reduction, reduceLoss } from "../../losses/reduce.ts";
import { axesOf } from "../../losses/shapes.ts";
import type { LossInfo } from "../../losses/spec.ts";
import { compileFunction } from "../../runtime/evaluate.ts";
import type { NumberArray } from "../numbers.ts";
import type { LossOptions } from "../options.ts";
import { drawData, type LossData, shapeOf } from "../sample-data.ts";
import { farData, takeRows } from "./data.ts";
import { heldName, holdStopped } from "./held.ts";
import { compileFed, compileLosses, type LossResult, lossInputs } from "./run.ts";

// What holds for every loss, lossmith's and those of its users: each check says what does not, in words.

/** What is wrong, one sentence each; nothing when all is well. */
export type Findings = readonly string[];

type Fed = Awaited<ReturnType<typeof compileFed>>;

/** A loss with data, and the graphs that the checks share, compiled when first needed. */
export interface Subject {
  readonly info: LossInfo;
  readonly options: LossOptions;
  /** Of {@link rows} examples. */
  readonly data: LossData;
  /** In float64; on all rows, and on those that are kept where one is left out. */
  exact(): Promise<Fed>;
  fewer(): Promise<Fed>;
  /** In float32. */
  rounded(): Promise<Fed>;
  /** Rows that the loss itself leaves out of the mean are 0. */
  own(): Promise<readonly number[] | undefined>;
}

/** Weights of the rows. */
const weights: readonly number[] = [0.5, 2, 0, 1.5, 3];
/** All rows but the third. */
const kept: readonly number[] = [0, 1, 3, 4];
export const rows = 5;
const reductions = ["mean", "meanOverWeights", "sum"] as const;
/** Rounding may take a loss this far below its minimum. */
const rounding = 1e-6;

/** Compiled when first asked for, then kept for the other checks. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** @param light reductions whose gradients are not compared */
export function subjectOf(
  info: LossInfo,
  options: LossOptions,
  {
    data = drawData(info, options, { batch: rows }),
    light = ["none"],
  }: { data?: LossData; light?: readonly Reduction[] } = {},
): Subject {
  return {
    info,
    options,
    data,
    exact: once(() => compileFed(info, options, data, { dtype: "float64", light })),
    fewer: once(() => compileFed(info, options, takeRows(info, data, kept), { dtype: "float64", light })),
    rounded: once(() => compileFed(info, options, data, { dtype: "float32", light: ["mean", "meanOverWeights"] })),
    own: once(async () => {
      const mask = info.mask?.(...lossInputs(info, data, "float64"), options);
      if (mask === undefined) return undefined;
      const f = await compileFunction([mask], { threads: 1 });
      const needed = new Set(f.inputs.map((each) => each.name));
      const feeds = Object.entries(data)
        .filter(([key]) => needed.has(key))
        .map(([key, { numbers }]) => [key, numbers]);
      const [result] = await f.run(Object.fromEntries(feeds));
      return Array.from((await result?.read()) as Uint8Array, Number);
    }),
  };
}

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** How numbers differ, if they do by more than the tolerance times the largest. */
export function difference(got: readonly number[], want: readonly number[], tolerance: number, what: string): Findings {
  if (got.length !== want.length) return [`${what}: ${got.length} numbers instead of ${want.length}`];
  const scale = Math.max(1e-3, ...want.map(Math.abs));
  const at = want.findIndex((target, i) => !(Math.abs((got[i] as number) - target) <= tolerance * scale));
  return at < 0 ? [] : [`${what}[${at}]: ${got[at]} instead of ${want[at]}`];
}

function differences(got: LossResult, want: LossResult, tolerance: number, what: string): Findings {
  return [
    ...difference(got.value, want.value, tolerance, `${what}: value`),
    ...Object.entries(want.gradients).flatMap(([name, gradient]) =>
      difference(got.gradients[name] as number[], gradient, tolerance, `${what}: gradient by ${name}`),
    ),
  ];
}

function isScalar({ info }: Subject): boolean {
  return info.values === "[]";
}

/** One value per example; reduced, weighted and masked alike in every way. */
export async function checkReductions(subject: Subject): Promise<Findings> {
  const { info, options, data } = subject;
  const f = await subject.exact();
  const plain = await f(data);
  const { shape, value } = plain.none;
  const wanted = shapeOf(info, info.values ?? "[batch, ...]", rows, [], options);
  const found: string[] = [];
  if (shape.join() !== wanted.join())
    found.push(`values of shape [${shape.join(", ")}] instead of [${wanted.join(", ")}]`);
  const low = info.minimum === null ? undefined : value.find((each) => !(each >= (info.minimum as number) - rounding));
  if (low !== undefined) found.push(`a value of ${low}, below the minimum ${info.minimum}`);
  if (isScalar(subject) || value.length === 0) return found;
  const mask = await subject.own();
  const counts = (i: number): boolean => mask?.[i] !== 0;
  const weightOf = (i: number): number => weights[Math.floor((i * rows) / value.length)] as number;
  const weighted = await f(data, { weights });
  const values = value.filter((_, i) => counts(i));
  const products = value.map((each, i) => each * weightOf(i)).filter((_, i) => counts(i));
  const totalWeight = total(value.map((_, i) => weightOf(i)).filter((_, i) => counts(i)));
  const want = { mean: values.length || 1, meanOverWeights: totalWeight || 1, sum: 1 };
  for (const reduction of reductions) {
    const divisor = reduction === "sum" ? 1 : values.length || 1;
    found.push(...difference(plain[reduction].value, [total(values) / divisor], 1e-9, reduction));
    found.push(
      ...difference(weighted[reduction].value, [total(products) / want[reduction]], 1e-9, `weighted ${reduction}`),
    );
  }
  return found;
}

/** The gradient is that of central differences, in float64. */
export async function checkGradient(subject: Subject): Promise<Findings> {
  const { info, options, data } = subject;
  if ((await subject.own())?.includes(0)) return []; // rows that do not count have no gradient
  const tensors = lossInputs(info, data, "float64");
  const value = reduceLoss(info.fn(...tensors, options), { reduction: "sum" });
  const { sum } = await (await subject.exact())(data);
  const f = await compileFunction([holdStopped(value, tensors)], { threads: 1 });
  const feeds = Object.fromEntries(
    Object.entries(data).flatMap(([key, { numbers }]) => [[key, numbers] as const, [heldName(key), numbers] as const]),
  );
  const needed = new Set(f.inputs.map((each) => each.name));
  const at = async (changed: string, numbers: readonly number[]): Promise<number> => {
    const fed = Object.entries({ ...feeds, [changed]: numbers }).filter(([key]) => needed.has(key));
    return (await (await f.run(Object.fromEntries(fed)))[0]?.number()) as number;
  };
  const found: string[] = [];
  for (const [key, gradient] of Object.entries(sum.gradients)) {
    const { numbers } = data[key] as NumberArray;
    const every = Math.max(1, Math.floor(numbers.length / 16));
    const picked = numbers.map((_, i) => i).filter((i) => i % every === 0);
    let kinks = 0;
    for (const i of picked) {
      const moved = (by: number): Promise<number> =>
        at(
          key,
          numbers.map((each, j) => (i === j ? each + by : each)),
        );
      const slope = async (step: number): Promise<number> =>
        ((await moved(-2 * step)) - 8 * (await moved(-step)) + 8 * (await moved(step)) - (await moved(2 * step))) /
        (12 * step);
      const [coarse, fine] = [await slope(4e-4), await slope(1e-4)];
      const scale = Math.max(1, Math.abs(fine), ...gradient.map(Math.abs));
      if (!(Math.abs(coarse - fine) <= 1e-6 * scale))
        kinks++; // a kink lies between the points
      else if (!(Math.abs(fine - (gradient[i] as number)) < 1e-7 * scale))
        found.push(`gradient by ${key}[${i}]: ${gradient[i]}, by central differences ${fine}`);
    }
    if (kinks > picked.length / 4) found.push(`not smooth at ${kinks} of ${picked.length} coordinates of ${key}`);
  }
  return found;
}

/** float32 gives what float64 gives. */
export async function checkPrecision(subject: Subject): Promise<Findings> {
  const { info, data } = subject;
  const [got, want] = [await (await subject.rounded())(data), await (await subject.exact())(data)];
  const tolerance = info.rounding ?? 1e-5;
  return [
    ...difference(got.none.value, want.none.value, tolerance, "float32: value"),
    ...differences(got.sum, want.sum, tolerance, "float32: sum"),
  ];
}

/** A weight of 0 is a row dropped. */
export async function checkZeroWeight(subject: Subject): Promise<Findings> {
  const { info, data } = subject;
  if (isScalar(subject) || info.coupled) return [];
  const want = await (await subject.fewer())(takeRows(info, data, kept));
  const got = await (await subject.exact())(data, { weights: [1, 1, 0, 1, 1] });
  return (["sum", "meanOverWeights"] as const).flatMap((reduction) =>
    againstDropped(subject, got[reduction], want[reduction], `weight 0, ${reduction}`),
  );
}

/** A masked row is a row dropped. */
export async function checkMask(subject: Subject): Promise<Findings> {
  const { info, data } = subject;
  if (isScalar(subject) || info.coupled) return [];
  if (info.mask !== undefined && (await subject.own()) !== undefined) return []; // its own mask is tested beside the loss
  const want = await (await subject.fewer())(takeRows(info, data, kept), {
    weights: kept.map((row) => weights[row] as number),
  });
  const got = await (await subject.exact())(data, { weights, mask: [1, 1, 0, 1, 1] });
  return reductions.flatMap((reduction) =>
    againstDropped(subject, got[reduction], want[reduction], `masked, ${reduction}`),
  );
}

/** Results against those without the third row, whose gradient must be 0. */
function againstDropped({ info, data }: Subject, got: LossResult, want: LossResult, what: string): Findings {
  const found: string[] = [];
  const rest = Object.entries(got.gradients).map(([name, numbers]) => {
    const of = info.inputs.find((each) => each.name === name);
    if (axesOf(of?.shape ?? "[]")[0] !== "batch") return [name, numbers] as const;
    const stride = numbers.length / (data[name]?.shape[0] as number);
    const dropped = numbers.slice(2 * stride, 3 * stride).find((number) => !(Math.abs(number) === 0));
    if (dropped !== undefined) found.push(`${what}: gradient by ${name} of ${dropped} in the row left out`);
    return [name, numbers.filter((_, i) => Math.floor(i / stride) !== 2)] as const;
  });
  return [...found, ...differences({ ...got, gradients: Object.fromEntries(rest) }, want, 1e-9, what)];
}

function notZero({ value, gradients }: LossResult, what: string): Findings {
  const odd = [value, ...Object.values(gradients)].flat().find((number) => !(Math.abs(number) === 0));
  return odd === undefined ? [] : [`${what}: ${odd} instead of 0`];
}

/** Nothing left to average is 0, with zero gradient. */
export async function checkEmpty(subject: Subject): Promise<Findings> {
  const { info, options, data } = subject;
  const found: string[] = [];
  if (!isScalar(subject)) {
    const zeros = weights.map(() => 0);
    if (info.mask === undefined)
      for (const [way, result] of Object.entries(await (await subject.exact())(data, { mask: zeros })))
        found.push(...notZero(result, `all masked, ${way}`));
    const none = (await (await subject.exact())(data, { weights: zeros })).meanOverWeights;
    found.push(...notZero(none, "all weights 0"));
  }
  const empty = drawData(info, options, { batch: 0 });
  const ways = isScalar(subject) ? [{}] : reductions.map((reduction) => ({ reduction }));
  const run = await compileLosses(info, options, empty, ways, { dtype: "float32", device: "cpu" });
  for (const each of await run(empty)) found.push(...notZero(each, "an empty batch"));
  return found;
}

/** The order of the examples does not matter. */
export async function checkOrder(subject: Subject): Promise<Findings> {
  const { info, data } = subject;
  const order = [3, 0, 4, 2, 1];
  const plain = await (await subject.exact())(data);
  const moved = await (await subject.exact())(takeRows(info, data, order));
  const reorder = (numbers: readonly number[]): number[] => {
    const stride = numbers.length / rows;
    return order.flatMap((row) => numbers.slice(row * stride, (row + 1) * stride));
  };
  const want = isScalar(subject) ? plain.none.value : reorder(plain.none.value);
  return [
    ...difference(moved.none.value, want, 1e-9, "value"),
    ...info.inputs.flatMap(({ name, shape }) => {
      const gradient = plain.sum.gradients[name];
      if (gradient === undefined) return [];
      const there = axesOf(shape)[0] === "batch" ? reorder(gradient) : gradient;
      return difference(moved.sum.gradients[name] ?? [], there, 1e-9, `gradient by ${name}`);
    }),
  ];
}

/** Finite however far from anything, and not below the minimum. */
export async function checkExtremes(subject: Subject): Promise<Findings> {
  const { info, options } = subject;
  const found: string[] = [];
  for (const size of [6e-8, 1, 100, 1e4, 65504]) {
    const { none: values, sum } = await (await subject.rounded())(farData(info, options, size));
    const numbers = [...values.value, ...Object.values(sum.gradients).flat()];
    if (info.infinite === undefined || options["fromLogits"] === true) {
      const at = numbers.findIndex((number) => !Number.isFinite(number));
      const what = at < values.value.length ? "value" : "gradient";
      if (at >= 0) found.push(`predictions of size ${size}: a ${what} of ${numbers[at]}`);
    }
    if (info.minimum === null) continue;
    const low = info.minimum - rounding * Math.max(1, size);
    const below = values.value.find((number) => !Number.isNaN(number) && number < low);
    if (below !== undefined) found.push(`predictions of size ${size}: ${below}, below the minimum ${info.minimum}`);
  }
  return found;
}
