import { describe, expect, inject, test } from "vitest";
import {
  compileLoss,
  drawData,
  type LossData,
  type LossResult,
  runLoss,
  shapeOf,
  takeRows,
} from "../../tests/losses/loss.ts";
import { ArgumentError, LossmithError, ShapeError } from "../core/errors.ts";
import { input } from "../core/tensor.ts";
import type { LossInfo, Param } from "../losses/spec.ts";
import { isIndexInput } from "./check-data.ts";
import { lossEntries, parseLossOptions } from "./index.ts";
import type { NumberArray } from "./numbers.ts";
import type { LossOptions } from "./options.ts";

// What holds for every loss, from its spec alone.

const device = inject("device");
const single = { dtype: "float32", device } as const;
/** ONNX Runtime's WebGPU provider has no float64; there float64 runs on wasm beside it. */
const double = { dtype: "float64", device: device === "webgpu" ? "wasm" : device } as const;

/** The options a loss is checked with: its defaults, and each option away from its default. */
function variantsOf({ params }: LossInfo): LossOptions[] {
  const entries = Object.entries(params).flatMap(([key, param]) => {
    const other = otherValue(key, param);
    return other === undefined ? [] : [[key, other] as const];
  });
  const flags = entries.filter(([key]) => params[key]?.kind === "flag");
  const all = Object.fromEntries(entries);
  return [{}, ...flags.map(([key, value]) => ({ [key]: value })), ...(entries.length > flags.length ? [all] : [])];
}

function otherValue(key: string, param: Param): unknown {
  if (param.kind === "flag") return !param.default;
  if (param.kind === "choice") return param.choices.find((choice) => choice !== param.default);
  if (key === "axis") return undefined; // the samples have their classes last
  if (param.kind === "integer") return 1;
  return (param.default ?? 0) + 0.25;
}

const cases = lossEntries().flatMap(([name, info]) =>
  variantsOf(info).map((options) => ({ title: `${name} ${JSON.stringify(options)}`, name, info, options })),
);

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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

const weights = [0.5, 2, 0, 1.5, 3];
/** The row that counts nothing. */
const kept = [0, 1, 3, 4];

describe.each(cases)("$title", ({ name, info, options }) => {
  const data = drawData(info, options);
  const ignored = (info.mask && Number(options["ignoreClass"] ?? Number.NaN)) ?? Number.NaN;
  /** Rows whose label is not to be ignored. */
  const counting = [0, 1, 2, 3, 4].filter((row) => !(data["yTrue"]?.numbers[row] === ignored));

  test("one value per example, and per position between", async () => {
    const { shape, value } = await runLoss(info, options, data, { ...single, reduction: "none" });
    expect(shape).toEqual([5]);
    if (info.minimum !== null) for (const each of value) expect(each).toBeGreaterThanOrEqual(info.minimum);
    const deep = drawData(info, options, { between: [2] });
    expect((await runLoss(info, options, deep, { ...single, reduction: "none" })).shape).toEqual([5, 2]);
  });

  test("never broadcasts", () => {
    const tensors = info.inputs.map((each, i) =>
      input(each.name, shapeOf(each.shape, 5, i === 0 ? [1] : [2]), {
        dtype: isIndexInput(each) ? "int64" : "float32",
      }),
    );
    expect(() => info.fn(...tensors, options)).toThrow(ShapeError);
    const [first, ...rest] = info.inputs.map((each) => {
      const shape = shapeOf(each.shape, 5);
      return input(each.name, shape, { dtype: isIndexInput(each) ? "int64" : "float32" });
    });
    const tall = input("tall", [1, ...(first?.shape ?? []).slice(1)], { dtype: first?.dtype ?? "float32" });
    expect(() => info.fn(tall, ...rest, options)).toThrow(new RegExp(`^${name}: expected`));
  });

  // On WebGPU the float64 checks would only repeat those on wasm.
  if (device !== "webgpu")
    test("gradient against central differences", async () => {
      const f = await compileLoss(info, options, data, double);
      const { gradients } = await f(data);
      for (const [input, gradient] of Object.entries(gradients)) {
        const { shape, numbers } = data[input] as NumberArray;
        const numeric: number[] = [];
        for (const [i, number] of numbers.entries()) {
          const at = async (offset: number): Promise<number> => {
            const moved = numbers.map((each, j) => (i === j ? number + offset : each));
            return (await f({ ...data, [input]: { shape, numbers: moved } })).value[0] as number;
          };
          const step = 1e-4;
          numeric.push(
            ((await at(-2 * step)) - 8 * (await at(-step)) + 8 * (await at(step)) - (await at(2 * step))) / (12 * step),
          );
        }
        expectClose(gradient, numeric, 1e-8, `gradient by ${input}`);
      }
    });

  test("float32 against float64", async () => {
    const exact = await runLoss(info, options, data, { ...double, reduction: "none" });
    expectSame(await runLoss(info, options, data, { ...single, reduction: "none" }), exact, 2e-6);
  });

  test("every reduction is made of the same values", async () => {
    const { value } = await runLoss(info, options, data, { ...single, reduction: "none" });
    const mask = info.mask && data["yTrue"]?.numbers.map((label) => (label === ignored ? 0 : 1));
    const weighted = value.map((each, i) => each * (weights[i] as number));
    const totalWeight = sum(weights.filter((_, i) => mask?.[i] !== 0));
    const want = {
      mean: [sum(value) / counting.length, sum(weighted) / counting.length],
      meanOverWeights: [sum(value) / counting.length, sum(weighted) / totalWeight],
      sum: [sum(value), sum(weighted)],
    } as const;
    for (const [reduction, [plain, withWeights]] of Object.entries(want)) {
      const run = { ...single, reduction: reduction as keyof typeof want, ...(mask && { mask }) };
      expectClose((await runLoss(info, options, data, run)).value, [plain], 2e-6, reduction);
      const result = await runLoss(info, options, data, { ...run, weight: weights });
      expectClose(result.value, [withWeights], 2e-6, `weighted ${reduction}`);
    }
  });

  test("an example's weight counts for each of its positions", async () => {
    const deep = drawData(info, options, { between: [2] });
    const { value } = await runLoss(info, options, deep, { ...single, reduction: "none" });
    const got = await runLoss(info, options, deep, { ...single, reduction: "none", weight: weights });
    const want = value.map((each, i) => each * (weights[Math.floor(i / 2)] as number));
    expectClose(got.value, want, 2e-6, "weighted");
  });

  test("a weight of 0 is a row dropped", async () => {
    const ones = [1, 1, 0, 1, 1];
    for (const reduction of ["sum", "meanOverWeights"] as const) {
      const want = await runLoss(info, options, takeRows(data, kept), { ...single, reduction });
      const got = await runLoss(info, options, data, { ...single, reduction, weight: ones });
      expectSame(withoutRow(got, data), want, 2e-6);
    }
  });

  test("a masked row is a row dropped", async () => {
    const mask = [1, 1, 0, 1, 1];
    for (const reduction of ["mean", "meanOverWeights", "sum"] as const) {
      const run = { ...single, reduction };
      const want = await runLoss(info, options, takeRows(data, kept), {
        ...run,
        weight: kept.map((row) => weights[row] as number),
      });
      const got = await runLoss(info, options, data, { ...run, mask, weight: weights });
      expectSame(withoutRow(got, data), want, 2e-6);
    }
  });

  test("nothing left is 0 with zero gradient", async () => {
    for (const reduction of ["mean", "meanOverWeights", "sum", "none"] as const) {
      const { value, gradients } = await runLoss(info, options, data, { ...single, reduction, mask: [0, 0, 0, 0, 0] });
      for (const number of [value, ...Object.values(gradients)].flat()) expect(number).toBeCloseTo(0, 30);
    }
    const unweighted = await runLoss(info, options, data, {
      ...single,
      reduction: "meanOverWeights",
      weight: [0, 0, 0, 0, 0],
    });
    for (const number of [unweighted.value, ...Object.values(unweighted.gradients)].flat())
      expect(number).toBeCloseTo(0, 30);
  });

  test.each([1, 100, 1e4])("finite %d away from anything", async (size) => {
    const far = farData(info, options, size);
    const { value, gradients } = await runLoss(info, options, far, { ...single, reduction: "none" });
    for (const number of [value, ...Object.values(gradients)].flat()) expect(Number.isFinite(number)).toBe(true);
  });
});

/** Results without the third row's gradient, which must be 0. */
function withoutRow({ shape, value, gradients }: LossResult, data: LossData): LossResult {
  const rest = Object.entries(gradients).map(([name, numbers]) => {
    const stride = numbers.length / (data[name]?.shape[0] as number);
    for (const number of numbers.slice(2 * stride, 3 * stride)) expect(number, `${name}, row 2`).toBeCloseTo(0, 30);
    return [name, numbers.filter((_, i) => Math.floor(i / stride) !== 2)] as const;
  });
  return { shape, value, gradients: Object.fromEntries(rest) };
}

/** Predictions as sure as they get: numbers of that size, of both signs; probabilities that near to 0 and 1. */
function farData(info: LossInfo, options: LossOptions, size: number): LossData {
  const data = drawData(info, options, { seed: 3 });
  return Object.fromEntries(
    info.inputs.map((each) => {
      const { shape, numbers } = data[each.name] as NumberArray;
      if (!each.grad) return [each.name, { shape, numbers }];
      const isProbability = each.min !== undefined && options["fromLogits"] !== true;
      const least = Math.max(Math.exp(-size), 1e-30);
      const extreme = isProbability ? [least, each.max === 1 ? 1 - Math.max(least, 2 ** -24) : 1] : [-size, size];
      return [each.name, { shape, numbers: numbers.map((_, i) => extreme[(i * 7) % 3 === 0 ? 1 : 0] as number) }];
    }),
  );
}

describe.each(lossEntries())("%s: options", (name, info) => {
  test("bounds are kept", () => {
    for (const [key, param] of Object.entries(info.params)) {
      const wrong: unknown[] = [param.kind === "flag" ? 1 : "1", Number.NaN];
      if (param.kind === "number" || param.kind === "integer") {
        const { min, max, above, below } = param;
        wrong.push(
          true,
          ...[min].flatMap((x) => (x === undefined ? [] : [x - 1])),
          ...[max].flatMap((x) => (x === undefined ? [] : [x + 1])),
        );
        wrong.push(...[above, below].flatMap((x) => (x === undefined ? [] : [x])));
        if (param.kind === "integer") wrong.push(0.5);
      }
      for (const value of wrong)
        expect(() => parseLossOptions(name, info, { [key]: value }), `${key} ${value}`).toThrow(ArgumentError);
      if (param.default !== null)
        expect(parseLossOptions(name, info, { [key]: param.default })).toEqual({ [key]: param.default });
    }
  });

  test("an option it lacks is named, with the nearest it has", () => {
    expect(() => parseLossOptions(name, info, { noSuchOption: 1 })).toThrow(LossmithError);
    const [known] = Object.keys(info.params);
    if (known !== undefined)
      expect(() => parseLossOptions(name, info, { [`${known}s`]: 1 })).toThrow(`did you mean "${known}"?`);
  });
});
