import { expect, expectTypeOf, test } from "vitest";
import { NameError } from "../core/errors.ts";
import * as losses from "../losses/index.gen.ts";
import type { HuberOptions } from "../losses/regression/huber.ts";
import {
  aliasName,
  type LossName,
  lossEntries,
  lossNames,
  type OptionsOf,
  parseLossOptions,
  resolveLoss,
} from "./index.ts";
import { curve } from "./sample-plot.ts";

test("a loss's file, its function, its export and its name are one", () => {
  expect(Object.keys(losses).sort()).toEqual([...lossNames()].sort());
  for (const [name, info] of lossEntries()) {
    expect(info.fn.name).toBe(name);
    expect(Object.values(losses)).toContain(info.fn);
  }
});

test("no two losses share a name, and no loss has one twice", () => {
  const names = lossEntries().flatMap(([name, { aliases }]) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter}`);
    return [...new Set([name, snake]), ...aliases.map(aliasName)].map((each) => each.toLowerCase());
  });
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  // What these mean depends on the targets: compile decides.
  expect(names.filter((name) => name === "crossentropy" || name === "ce")).toEqual([]);
});

test.each<[string, readonly string[]]>([
  [
    "meanSquaredError",
    ["mse", "MSE", "mean_squared_error", "MeanSquaredError", "MSELoss", "mse_loss", "squared_error"],
  ],
  ["meanAbsoluteError", ["mae", "MAE", "mean_absolute_error", "MeanAbsoluteError", "L1Loss", "l1_loss"]],
  ["huber", ["Huber", "huber_loss", "HuberLoss", "huberLoss", "HUBER"]],
  [
    "binaryCrossentropy",
    ["bce", "BCE", "binary_crossentropy", "BinaryCrossentropy", "BCELoss", "binary_cross_entropy"],
  ],
  ["categoricalCrossentropy", ["cce", "categorical_crossentropy", "CategoricalCrossentropy"]],
  ["sparseCategoricalCrossentropy", ["scce", "sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"]],
])("%s is found by its names elsewhere", (canonical, names) => {
  for (const name of [canonical, ...names]) expect(resolveLoss(name)).toMatchObject({ name: canonical, options: {} });
});

test.each<[string, string, object]>([
  ["BCEWithLogitsLoss", "binaryCrossentropy", { fromLogits: true }],
  ["binary_cross_entropy_with_logits", "binaryCrossentropy", { fromLogits: true }],
  ["sigmoid_binary_cross_entropy", "binaryCrossentropy", { fromLogits: true }],
  ["softmax_cross_entropy", "categoricalCrossentropy", { fromLogits: true }],
  ["softmax_cross_entropy_with_integer_labels", "sparseCategoricalCrossentropy", { fromLogits: true }],
  ["CrossEntropyLoss", "sparseCategoricalCrossentropy", { fromLogits: true, ignoreClass: -100, axis: 1 }],
  ["cross_entropy", "sparseCategoricalCrossentropy", { fromLogits: true, ignoreClass: -100, axis: 1 }],
])("%s is %s as it behaves there", (name, canonical, options) => {
  expect(resolveLoss(name)).toMatchObject({ name: canonical, options });
});

test("options that come with a name are options of the loss", () => {
  for (const [name, info] of lossEntries())
    for (const alias of info.aliases)
      if (typeof alias !== "string") expect(parseLossOptions(name, info, alias.options)).toEqual(alias.options);
});

test("an unknown name comes with the nearest ones, and where to find all", () => {
  for (const name of ["huberr", "constructor", "toString", "__proto__", ""])
    expect(() => resolveLoss(name)).toThrow(NameError);
  expect(() => resolveLoss("meanSquareError")).toThrow('did you mean "meanSquaredError"?');
  expect(() => resolveLoss("huberr")).toThrow(
    /expected one of \d+ names, got "huberr"; did you mean "huber"\?.* \(lossmith losses lists them/,
  );
});

test("types follow the specs", () => {
  expectTypeOf<OptionsOf<"huber">>().toEqualTypeOf<HuberOptions>();
  expectTypeOf<OptionsOf<"HuberLoss">>().toEqualTypeOf<HuberOptions>();
  expectTypeOf<"mse">().toExtend<LossName>();
  expectTypeOf<"no such loss">().not.toExtend<LossName>();
});

test("every spec says what documentation needs", () => {
  for (const [name, info] of lossEntries()) {
    expect(info.summary, name).toMatch(/^[A-Z0-9].*\.$/);
    expect(info.formula.length, name).toBeGreaterThan(0);
    expect(info.cite.length, name).toBeGreaterThan(0);
    for (const [key, param] of Object.entries(info.params))
      expect(param.doc, `${name}.${key}`).toMatch(/^[-a-zA-Z0-9].*\.$/);
    for (const { classesOf } of info.inputs)
      if (classesOf !== undefined) expect(info.inputs.map((input) => input.name)).toContain(classesOf);
  }
});

test("a curve is the loss and its slope along a line", async () => {
  const huber = await curve("huber", resolveLoss("huber").info, { delta: 1 }, { from: -2, to: 2, points: 5 });
  expect(huber).toEqual({
    label: "yPred, yTrue = 0",
    x: [-2, -1, 0, 1, 2],
    value: [1.5, 0.5, 0, 0.5, 1.5],
    gradient: [-1, -1, 0, 1, 1],
  });
  const { info } = resolveLoss("cce");
  const logits = await curve("cce", info, { fromLogits: true }, { from: -1, to: 1, points: 3 });
  expect(logits?.label).toBe("yPred[0], yTrue = [1,0]");
  expect(logits?.value[1]).toBeCloseTo(Math.log(2), 12);
  expect(logits?.gradient[1]).toBeCloseTo(-0.5, 12);
  const probabilities = await curve("scce", resolveLoss("scce").info, {}, { from: 0.25, to: 0.5, points: 2 });
  expect(probabilities?.gradient[0]).toBeCloseTo(-4, 10);
  await expect(curve("huber", resolveLoss("huber").info, { delta: 0 })).rejects.toThrow("a number above 0");
});
