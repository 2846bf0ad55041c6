import { describe, expect, test, vi } from "vitest";
import {
  drawData,
  farData,
  type LossData,
  requiredOptions,
  shapeOf,
  takeRows,
  variantsOf,
} from "../../tests/losses/draw.ts";
import { heldName, holdStopped } from "../../tests/losses/held.ts";
import { compileFed, type LossResult, lossInputs, type Reduced, runLosses } from "../../tests/losses/loss.ts";
import { ArgumentError, LossmithError, ShapeError } from "../core/errors.ts";
import { input } from "../core/tensor.ts";
import { type Reduction, reduceLoss } from "../losses/reduce.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo, Param } from "../losses/spec.ts";
import { compileFunction } from "../runtime/evaluate.ts";
import { dtypeOf, isIndexInput } from "./check-data.ts";
import { lossEntries, parseLossOptions } from "./index.ts";
import { type NumberArray, parseNumbers } from "./numbers.ts";

// What holds for every loss, from its spec alone.

vi.setConfig({ testTimeout: 30_000 }); // spectra of long signals take seconds on a busy machine

const single = { dtype: "float32", device: "cpu" } as const;
const double = { dtype: "float64", device: "cpu" } as const;
const means = ["mean", "meanOverWeights"] as const;
const reductions = [...means, "sum"] as const;
const none: Reduced = { reduction: "none" };

const cases = lossEntries().flatMap(([name, info]) =>
  variantsOf(info).map((given, i) => ({
    isDefault: i === 0,
    title: `${name} ${JSON.stringify(given)}`,
    info,
    options: parseLossOptions(name, info, given),
  })),
);

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function expectClose(got: readonly number[], want: readonly number[], tolerance: number, what: string): void {
  expect(got.length, what).toBe(want.length);
  const scale = Math.max(1e-3, ...want.map(Math.abs));
  want.forEach((target, i) => {
    const difference = Math.abs((got[i] as number) - target);
    expect(difference, `${what}[${i}]: got ${got[i]}, want ${target}`).toBeLessThanOrEqual(tolerance * scale);
  });
}

function expectSame(got: LossResult, want: LossResult, tolerance: number): void {
  expectClose(got.value, want.value, tolerance, "value");
  for (const [name, gradient] of Object.entries(want.gradients))
    expectClose(got.gradients[name] as number[], gradient, tolerance, `gradient by ${name}`);
}

function expectZero({ value, gradients }: LossResult): void {
  for (const number of [value, ...Object.values(gradients)].flat()) expect(Math.abs(number)).toBe(0);
}

/** Rounding may take a loss this far below its minimum. */
const rounding = 1e-6;

const weights = [0.5, 2, 0, 1.5, 3];
/** All rows but the third, which counts nothing. */
const kept = [0, 1, 3, 4];

/** Compiled when first asked for, then kept for the other tests of the case. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

describe.each(cases)("$title", ({ info, options, isDefault }) => {
  const data = drawData(info, options);
  const notation = info.values ?? "[batch, ...]";
  const isScalar = notation === "[]";
  // Every reduction has its gradient checked with the defaults; with other options the sum's, of which the others are parts.
  const light: readonly Reduction[] = isDefault ? ["none"] : ["none", "mean", "meanOverWeights"];
  const exact = once(() => compileFed(info, options, data, { dtype: "float64", light }));
  const fewer = once(() => compileFed(info, options, takeRows(info, data, kept), { dtype: "float64", light }));
  const rounded = once(() => compileFed(info, options, data, { dtype: "float32", light: means }));
  /** Rows the loss itself leaves out of the mean. */
  const own = once(async (): Promise<number[] | undefined> => {
    const mask = info.mask?.(...lossInputs(info, data, "float64"), options);
    if (mask === undefined) return undefined;
    const f = await compileFunction([mask], { threads: 1 });
    const needed = new Set(f.inputs.map((each) => each.name));
    const feeds = Object.entries(data).flatMap(([key, { numbers }]) =>
      needed.has(key) ? [[key, numbers] as const] : [],
    );
    const [result] = await f.run(Object.fromEntries(feeds));
    return Array.from((await result?.read()) as Uint8Array, Number);
  });

  test("a value for each example, reduced alike in every way", async () => {
    const f = await exact();
    const plain = await f(data);
    const { shape, value } = plain.none;
    expect(shape).toEqual(shapeOf(info, notation, 5, [], options));
    if (info.minimum !== null) for (const each of value) expect(each).toBeGreaterThanOrEqual(info.minimum - rounding);
    if (isScalar) return;
    const mask = await own();
    const counts = (i: number): boolean => mask?.[i] !== 0;
    const weightOf = (i: number): number => weights[Math.floor((i * 5) / value.length)] as number;
    const weighted = await f(data, { weights });
    const values = value.filter((_, i) => counts(i));
    const products = value.map((each, i) => each * weightOf(i)).filter((_, i) => counts(i));
    const totalWeight = total(value.map((_, i) => weightOf(i)).filter((_, i) => counts(i)));
    const want = { mean: values.length || 1, meanOverWeights: totalWeight || 1, sum: 1 };
    for (const [reduction, divisor] of Object.entries(want) as [keyof typeof want, number][]) {
      const plainDivisor = reduction === "sum" ? 1 : values.length || 1;
      expectClose(plain[reduction].value, [total(values) / plainDivisor], 1e-9, reduction);
      expectClose(weighted[reduction].value, [total(products) / divisor], 1e-9, `weighted ${reduction}`);
    }
  });

  if (!isScalar && info.inputs.some((each) => each.shape.includes("...")))
    test("a value for each position, with the example's weight", async () => {
      const deep = drawData(info, options, { between: [2] });
      const [plain, weighted] = await runLosses(info, options, deep, [none, { ...none, weight: weights }], double);
      expect(plain?.shape).toEqual(shapeOf(info, notation, 5, [2], options));
      const { value = [] } = plain ?? {};
      const want = value.map((each, i) => each * (weights[Math.floor((i * 5) / value.length)] as number));
      if (info.mask === undefined) expectClose(weighted?.value ?? [], want, 1e-9, "weighted");
    });

  test("gradient against central differences", async () => {
    if ((await own())?.includes(0)) return; // rows that do not count have no gradient; the losses' own tests have them
    const tensors = lossInputs(info, data, "float64");
    const value = reduceLoss(info.fn(...tensors, options), { reduction: "sum" });
    const { sum } = await (await exact())(data);
    const f = await compileFunction([holdStopped(value, tensors)], { threads: 1 });
    const feeds = Object.fromEntries(
      Object.entries(data).flatMap(([key, { numbers }]) => [
        [key, numbers] as const,
        [heldName(key), numbers] as const,
      ]),
    );
    const needed = new Set(f.inputs.map((each) => each.name));
    const at = async (changed: string, numbers: readonly number[]): Promise<number> => {
      const fed = Object.entries({ ...feeds, [changed]: numbers }).filter(([key]) => needed.has(key));
      return (await (await f.run(Object.fromEntries(fed)))[0]?.number()) as number;
    };
    for (const [key, gradient] of Object.entries(sum.gradients)) {
      const { numbers } = data[key] as NumberArray;
      const every = Math.max(1, Math.floor(numbers.length / 16));
      const picked = numbers.map((_, i) => i).filter((i) => i % every === 0);
      let kinks = 0;
      for (const i of picked) {
        const slope = async (step: number): Promise<number> => {
          const moved = (by: number): Promise<number> =>
            at(
              key,
              numbers.map((each, j) => (i === j ? each + by : each)),
            );
          return (
            ((await moved(-2 * step)) - 8 * (await moved(-step)) + 8 * (await moved(step)) - (await moved(2 * step))) /
            (12 * step)
          );
        };
        const [coarse, fine] = [await slope(4e-4), await slope(1e-4)];
        const scale = Math.max(1, Math.abs(fine), ...gradient.map(Math.abs));
        if (Math.abs(coarse - fine) > 1e-6 * scale)
          kinks++; // a kink lies between the points
        else
          expect(
            Math.abs(fine - (gradient[i] as number)),
            `gradient by ${key}[${i}]: ${gradient[i]}, differences ${fine}`,
          ).toBeLessThan(1e-7 * scale);
      }
      expect(kinks, `kinks among the coordinates of ${key}`).toBeLessThanOrEqual(picked.length / 4);
    }
  });

  test("float32 against float64", async () => {
    const [got, want] = [await (await rounded())(data), await (await exact())(data)];
    expectClose(got.none.value, want.none.value, info.rounding ?? 1e-5, "value");
    expectSame(got.sum, want.sum, info.rounding ?? 1e-5);
  });

  if (!isScalar && !info.coupled) {
    test("a weight of 0 is a row dropped", async () => {
      const want = await (await fewer())(takeRows(info, data, kept));
      const got = await (await exact())(data, { weights: [1, 1, 0, 1, 1] });
      for (const reduction of ["sum", "meanOverWeights"] as const)
        expectSame(withoutRow(got[reduction], data, info), want[reduction], 1e-9);
    });

    test("a masked row is a row dropped", async () => {
      if (info.mask !== undefined && (await own()) !== undefined) return; // its own mask is tested beside the loss
      const want = await (await fewer())(takeRows(info, data, kept), {
        weights: kept.map((row) => weights[row] as number),
      });
      const got = await (await exact())(data, { weights, mask: [1, 1, 0, 1, 1] });
      for (const reduction of reductions) expectSame(withoutRow(got[reduction], data, info), want[reduction], 1e-9);
    });
  }

  if (isScalar)
    test("weights are refused: there is one value", () => {
      const values = info.fn(...lossInputs(info, data, "float32"), options);
      const sampleWeight = input("sampleWeight", [5]);
      expect(() => reduceLoss(values, { sampleWeight })).toThrow(ShapeError);
    });

  test("nothing left is 0 with zero gradient", async () => {
    if (!isScalar) {
      const zeros = [0, 0, 0, 0, 0];
      if (info.mask === undefined)
        for (const result of Object.values(await (await exact())(data, { mask: zeros }))) expectZero(result);
      expectZero((await (await exact())(data, { weights: zeros })).meanOverWeights);
    }
    const empty = drawData(info, options, { batch: 0 });
    const ways = isScalar ? [{}] : reductions.map((reduction) => ({ reduction }));
    for (const each of await runLosses(info, options, empty, ways, single)) expectZero(each);
  });

  test("the order of the examples does not matter", async () => {
    const order = [3, 0, 4, 2, 1];
    const plain = await (await exact())(data);
    const moved = await (await exact())(takeRows(info, data, order));
    const reorder = (numbers: readonly number[]): number[] => {
      const stride = numbers.length / 5;
      return order.flatMap((row) => numbers.slice(row * stride, (row + 1) * stride));
    };
    expectClose(moved.none.value, isScalar ? plain.none.value : reorder(plain.none.value), 1e-9, "value");
    for (const { name: key, shape } of info.inputs) {
      const gradient = plain.sum.gradients[key];
      if (gradient === undefined) continue;
      const want = axesOf(shape)[0] === "batch" ? reorder(gradient) : gradient;
      expectClose(moved.sum.gradients[key] ?? [], want, 1e-9, `gradient by ${key}`);
    }
  });

  test("finite however far from anything, and not below the minimum", async () => {
    for (const size of [6e-8, 1, 100, 1e4, 65504]) {
      const { none: values, sum } = await (await rounded())(farData(info, options, size));
      const numbers = [values.value, ...Object.values(sum.gradients)].flat();
      if (info.infinite === undefined || options["fromLogits"] === true)
        for (const [i, number] of numbers.entries())
          expect(Number.isFinite(number), `size ${size}: number ${i} is ${number}`).toBe(true);
      if (info.minimum === null) continue;
      for (const each of values.value.filter((number) => !Number.isNaN(number)))
        expect(each, `size ${size}`).toBeGreaterThanOrEqual(info.minimum - rounding * Math.max(1, size));
    }
  });
});

/** Results without the third row's gradient, which must be 0. */
function withoutRow({ shape, value, gradients }: LossResult, data: LossData, info: LossInfo): LossResult {
  const rest = Object.entries(gradients).map(([name, numbers]) => {
    const of = info.inputs.find((each) => each.name === name);
    if (axesOf(of?.shape ?? "[]")[0] !== "batch") return [name, numbers] as const;
    const stride = numbers.length / (data[name]?.shape[0] as number);
    for (const number of numbers.slice(2 * stride, 3 * stride)) expect(Math.abs(number), `${name}, row 2`).toBe(0);
    return [name, numbers.filter((_, i) => Math.floor(i / stride) !== 2)] as const;
  });
  return { shape, value, gradients: Object.fromEntries(rest) };
}

describe.each(lossEntries())("%s", (name, info) => {
  const required = requiredOptions(info);

  test("wrong shapes are errors that name the loss and the input", () => {
    const shapes = info.inputs.map((each) => shapeOf(info, each.shape, 5, [], required));
    const call = (at: number, shape: readonly number[]): (() => unknown) => {
      const tensors = info.inputs.map((each, i) =>
        input(each.name, i === at ? shape : (shapes[i] as number[]), { dtype: dtypeOf(each, "float32") }),
      );
      return () => info.fn(...tensors, required);
    };
    info.inputs.forEach((each, at) => {
      const axes = axesOf(each.shape);
      const shape = shapes[at] as number[];
      const wrong = axes.includes("...") ? [] : [[...shape, 2], ...(axes.length > 0 ? [shape.slice(0, -1)] : [])];
      axes.forEach((axis, i) => {
        const isShared = info.inputs.some((other, j) => j !== at && axesOf(other.shape).includes(axis));
        if (!axes.includes("...") && (isShared || /^\d+$/.test(axis)))
          wrong.push(shape.map((size, j) => (i === j ? size + 1 : size)));
      });
      if (
        axes[0] === "batch" &&
        info.inputs.length > 1 &&
        info.inputs.some((other, j) => j !== at && axesOf(other.shape)[0] === "batch")
      )
        wrong.push([1, ...shape.slice(1)]);
      for (const bad of wrong) {
        expect(call(at, bad), `${each.name} of [${bad}]`).toThrow(LossmithError);
        expect(call(at, bad), `${each.name} of [${bad}]`).toThrow(new RegExp(`^${name}: expected`));
        if (info.inputs.length > 1) expect(call(at, bad), `${each.name} of [${bad}]`).toThrow(each.name);
      }
    });
  });

  test("integers are not taken for floats, nor floats for integers", () => {
    info.inputs.forEach((each, at) => {
      const tensors = info.inputs.map((other, i) => {
        const isWrong = i === at;
        const dtype = isIndexInput(other) === isWrong ? "float32" : "int64";
        return input(other.name, shapeOf(info, other.shape, 5, [], required), { dtype });
      });
      expect(() => info.fn(...tensors, required), each.name).toThrow(LossmithError);
    });
  });

  test("options out of their bounds are refused", () => {
    for (const [key, param] of Object.entries(info.params)) {
      for (const value of wrongValues(param))
        expect(() => parseLossOptions(name, info, { [key]: value }), `${key} ${value}`).toThrow(ArgumentError);
      if (param.default !== null)
        expect(Object.keys(parseLossOptions(name, info, { [key]: param.default }))).toEqual([key]);
    }
  });

  test("an option it lacks is named, with the nearest it has", () => {
    expect(() => parseLossOptions(name, info, { noSuchOption: 1 })).toThrow(LossmithError);
    const [known] = Object.keys(info.params);
    if (known !== undefined)
      expect(() => parseLossOptions(name, info, { [`${known}s`]: 1 })).toThrow(`did you mean "${known}"?`);
  });

  test.each(info.kinks)("gradient at $at: $gradient", async ({ point }) => {
    const given = Object.entries(point.inputs).map(([key, numbers]) => [key, parseNumbers(key, numbers)] as const);
    const options = parseLossOptions(name, info, { ...required, ...point.options });
    const [result] = await runLosses(info, options, Object.fromEntries(given), [none], double);
    for (const [key, want] of Object.entries(point.gradients))
      expectClose(result?.gradients[key] ?? [], parseNumbers(key, want).numbers, 1e-9, `gradient by ${key}`);
  });
});

function wrongValues(param: Param): unknown[] {
  const bounds = (): number[] => {
    const { min, max, above, below } = param as { min?: number; max?: number; above?: number; below?: number };
    const beyond = [min === undefined ? [] : [min - 1], max === undefined ? [] : [max + 1]].flat();
    return [...beyond, ...[above, below].filter((bound) => bound !== undefined)];
  };
  switch (param.kind) {
    case "flag":
      return [1, "true"];
    case "choice":
      return [1, "no such choice"];
    case "loss":
      return [1, true];
    case "losses":
      return ["huber", [], [1]];
    case "function":
      return [1, "x => x"];
    case "numbers":
      return ["1", [Number.NaN], ["1"], [], ...bounds().map((bound) => [bound])];
    case "integer":
      return ["1", Number.NaN, true, 0.5, ...bounds()];
    default:
      return ["1", Number.NaN, true, ...bounds()];
  }
}
