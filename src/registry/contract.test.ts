import { describe, expect, test, vi } from "vitest";
import { drawData, requiredOptions, shapeOf, variantsOf } from "../../tests/losses/draw.ts";
import { lossInputs, type Reduced, runLosses } from "../../tests/losses/loss.ts";
import { ArgumentError, LossmithError, ShapeError } from "../core/errors.ts";
import { input } from "../core/tensor.ts";
import { type Reduction, reduceLoss } from "../losses/reduce.ts";
import { axesOf } from "../losses/shapes.ts";
import type { Param } from "../losses/spec.ts";
import {
  checkEmpty,
  checkExtremes,
  checkGradient,
  checkMask,
  checkOrder,
  checkPrecision,
  checkReductions,
  checkZeroWeight,
  difference,
  type Findings,
  type Subject,
  subjectOf,
} from "./battery/checks.ts";
import { dtypeOf, isIndexInput } from "./check-data.ts";
import { lossEntries, parseLossOptions } from "./index.ts";
import { parseNumbers } from "./numbers.ts";

// What holds for every loss, from its spec alone.

vi.setConfig({ testTimeout: 30_000 }); // spectra of long signals take seconds on a busy machine

const double = { dtype: "float64", device: "cpu" } as const;
const none: Reduced = { reduction: "none" };

const cases = lossEntries().flatMap(([name, info]) =>
  variantsOf(info).map((given, i) => ({
    isDefault: i === 0,
    title: `${name} ${JSON.stringify(given)}`,
    info,
    options: parseLossOptions(name, info, given),
  })),
);

function expectClose(got: readonly number[], want: readonly number[], tolerance: number, what: string): void {
  expect(difference(got, want, tolerance, what)).toEqual([]);
}

const weights = [0.5, 2, 0, 1.5, 3];

describe.each(cases)("$title", ({ info, options, isDefault }) => {
  const notation = info.values ?? "[batch, ...]";
  const isScalar = notation === "[]";
  // Every reduction has its gradient checked with the defaults; with other options the sum's, of which the others are parts.
  const light: readonly Reduction[] = isDefault ? ["none"] : ["none", "mean", "meanOverWeights"];
  const subject = subjectOf(info, options, { light });
  const isWell = (check: (subject: Subject) => Promise<Findings>) => async (): Promise<void> => {
    expect(await check(subject)).toEqual([]);
  };

  test("a value for each example, reduced alike in every way", isWell(checkReductions));

  if (!isScalar && info.inputs.some((each) => each.shape.includes("...")))
    test("a value for each position, with the example's weight", async () => {
      const deep = drawData(info, options, { between: [2] });
      const [plain, weighted] = await runLosses(info, options, deep, [none, { ...none, weight: weights }], double);
      expect(plain?.shape).toEqual(shapeOf(info, notation, 5, [2], options));
      const { value = [] } = plain ?? {};
      const want = value.map((each, i) => each * (weights[Math.floor((i * 5) / value.length)] as number));
      if (info.mask === undefined) expectClose(weighted?.value ?? [], want, 1e-9, "weighted");
    });

  test("gradient against central differences", isWell(checkGradient));
  test("float32 against float64", isWell(checkPrecision));

  if (!isScalar && !info.coupled) {
    test("a weight of 0 is a row dropped", isWell(checkZeroWeight));
    test("a masked row is a row dropped", isWell(checkMask));
  }

  if (isScalar)
    test("weights are refused: there is one value", () => {
      const values = info.fn(...lossInputs(info, subject.data, "float32"), options);
      const sampleWeight = input("sampleWeight", [5]);
      expect(() => reduceLoss(values, { sampleWeight })).toThrow(ShapeError);
    });

  test("nothing left is 0 with zero gradient", isWell(checkEmpty));
  test("the order of the examples does not matter", isWell(checkOrder));
  test("finite however far from anything, and not below the minimum", isWell(checkExtremes));
});

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
