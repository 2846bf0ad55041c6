import { describe, expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { NameError, ShapeError } from "../core/errors.ts";
import { constant, input, type NestedNumbers } from "../core/tensor.ts";
import { log, sqrt } from "../ops/index.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { lossParts, type Reduction, reduceLoss, resolveReduction } from "./reduce.ts";
import { meanSquaredError } from "./regression/meanSquaredError.ts";

const double = { dtype: "float64" } as const;

async function reduced(
  values: NestedNumbers,
  reduction: Reduction,
  weight?: NestedNumbers,
  mask?: NestedNumbers,
): Promise<number[]> {
  const result = reduceLoss(constant(values, double), {
    reduction,
    sampleWeight: weight === undefined ? undefined : constant(weight, double),
    mask: mask === undefined ? undefined : constant(mask, { dtype: "bool" }),
  });
  const [value] = await evaluate([result]);
  return Array.from((await value?.read()) as Float64Array);
}

/** The squared errors of Keras' own tests: 110/3 and 187/3 per example. */
const yTrue = [
  [1, 9, 2],
  [-5, -2, 6],
];
const yPred = [
  [4, 8, 12],
  [8, 1, 3],
];
const perRow = [110 / 3, 187 / 3];

describe("Keras' numbers for the mean squared error", () => {
  test.each<[string, Reduction, NestedNumbers | undefined, number[]]>([
    ["mean", "mean", undefined, [49.5]],
    ["one weight for all", "mean", 2.3, [113.85]],
    ["a weight each", "mean", [[1.2], [3.4]], [767.8 / 6]],
    ["sum", "sum", 2.3, [227.7]],
    ["none", "none", 2.3, [(2.3 * 110) / 3, (2.3 * 187) / 3]],
    ["mean over weights", "meanOverWeights", [1.2, 3.4], [((110 / 3) * 1.2 + (187 / 3) * 3.4) / 4.6]],
    ["weights of 0", "mean", [0, 0], [0]],
    ["weights of 0, over weights", "meanOverWeights", [0, 0], [0]],
  ])("%s", async (_, reduction, weight, want) => {
    const got = await reduced(perRow, reduction, weight);
    got.forEach((number, i) => {
      expect(number).toBeCloseTo(want[i] as number, 10);
    });
  });

  test("a weight for every time step", async () => {
    const deep = (rows: number[][]): number[][][] => rows.map((row) => row.map((each) => [each]));
    const values = meanSquaredError(constant(deep(yTrue), double), constant(deep(yPred), double));
    expect(values.shape).toEqual([2, 3]);
    const sampleWeight = constant([[3, 6, 5], [0, 4, 2]], double); // biome-ignore format: rows of a matrix
    const [value] = await evaluate([reduceLoss(values, { sampleWeight })]);
    expect(await value?.number()).toBeCloseTo(587 / 6, 10);
  });
});

test("weights are aligned at the first axis", async () => {
  const values = [[1, 2, 3], [4, 5, 6]]; // biome-ignore format: rows of a matrix
  expect(await reduced(values, "none", [10, 100])).toEqual([10, 20, 30, 400, 500, 600]);
  expect(await reduced(values, "none", [[10], [100]])).toEqual([10, 20, 30, 400, 500, 600]);
  expect(
    await reduced(values, "none", [
      [[1], [0], [1]],
      [[0], [1], [0]],
    ]),
  ).toEqual([1, 0, 3, 0, 5, 0]);
  expect(await reduced(values, "meanOverWeights", [1, 0])).toEqual([2]);
  for (const wrong of [
    [1, 2, 3],
    [[1, 2, 3]],
    [
      [1, 2],
      [3, 4],
    ],
  ])
    await expect(reduced(values, "mean", wrong)).rejects.toThrow(ShapeError);
  await expect(reduced(values, "mean", [1, 2, 3])).rejects.toThrow(
    "sampleWeight: expected one entry per example, [2], or per position, [2, 3], got [3]",
  );
  await expect(reduced(3, "mean", [1])).rejects.toThrow("a loss that returns a scalar");
  await expect(reduced(3, "mean", undefined, [1])).rejects.toThrow("a loss that returns a scalar");
  expect(await reduced(3, "mean")).toEqual([3]);
});

test("masked positions leave the sum and the divisor, whatever they hold", async () => {
  const values = [1, Number.NaN, 4, Number.POSITIVE_INFINITY];
  expect(await reduced(values, "mean", undefined, [1, 0, 1, 0])).toEqual([2.5]);
  expect(await reduced(values, "meanOverWeights", [1, 7, 3, 7], [1, 0, 1, 0])).toEqual([13 / 4]);
  expect(await reduced(values, "mean", [1, 7, 3, 7], [1, 0, 1, 0])).toEqual([13 / 2]);
  expect(await reduced(values, "none", undefined, [1, 0, 1, 0])).toEqual([1, 0, 4, 0]);
  expect(
    await reduced(
      [
        [1, 2],
        [3, 4],
      ],
      "mean",
      undefined,
      [0, 1],
    ),
  ).toEqual([3.5]);
  expect(await reduced([1, Number.POSITIVE_INFINITY], "sum", [1, 0])).toEqual([1]);
  await expect(reduced(values, "mean", undefined, [1, 0])).rejects.toThrow(ShapeError);
});

test("nothing left to average is 0, with a gradient of 0", async () => {
  const x = input("x", [3], double);
  for (const reduction of ["mean", "meanOverWeights", "sum", "none"] as const) {
    const value = reduceLoss(sqrt(log(x)), { reduction, mask: constant([0, 0, 0], { dtype: "bool" }) });
    const results = await evaluate([value, ...gradients(value, [x])], { x: [2, 3, 4] });
    for (const result of results)
      expect(Array.from((await result.read()) as Float64Array, Math.abs).every((each) => each === 0)).toBe(true);
  }
  expect(await reduced([], "mean")).toEqual([0]);
});

test("parts of two batches add up to those of both", async () => {
  const parts = async (values: number[], weight: number[], mask: number[]): Promise<number[]> => {
    const { total, divisor, value } = lossParts(constant(values, double), {
      reduction: "meanOverWeights",
      sampleWeight: constant(weight, double),
      mask: constant(mask, { dtype: "bool" }),
    });
    return Promise.all((await evaluate([total, divisor, value])).map((each) => each.number()));
  };
  const [a, b] = [await parts([1, 2, 3], [1, 1, 2], [1, 1, 0]), await parts([5, 6, 7], [3, 1, 1], [1, 0, 1])];
  const both = await parts([1, 2, 3, 5, 6, 7], [1, 1, 2, 3, 1, 1], [1, 1, 0, 1, 0, 1]);
  expect(((a[0] as number) + (b[0] as number)) / ((a[1] as number) + (b[1] as number))).toBeCloseTo(
    both[2] as number,
    12,
  );
});

test("spellings of Keras and PyTorch", () => {
  const known = {
    sum_over_batch_size: "mean",
    mean: "mean",
    MEAN: "mean",
    elementwise_mean: "mean",
    mean_with_sample_weight: "meanOverWeights",
    mean_over_weights: "meanOverWeights",
    SUM: "sum",
    none: "none",
  };
  for (const [spelling, reduction] of Object.entries(known)) expect(resolveReduction(spelling)).toBe(reduction);
  expect(() => resolveReduction("meen")).toThrow(NameError);
  expect(() => resolveReduction("meen")).toThrow('did you mean "mean"?');
  expect(() => resolveReduction("toString")).toThrow(NameError);
});
