import { describe, expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { add, div, neg, reciprocal, sub } from "../ops/arithmetic.ts";
import { exp, log, log1p, sigmoid, xlogy } from "../ops/exponential.ts";
import { gather, gatherElements } from "../ops/gather.ts";
import { softmax } from "../ops/reduce.ts";
import { reshape, sum, transpose } from "../ops/structure.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { nodesOf } from "./graph.ts";
import { stabilise } from "./stabilise.ts";

/** Exact to float32's rounding; below its smallest normal number, 0 will do. */
function expectExact(got: ArrayLike<unknown>, want: readonly number[], what: string): void {
  expect(got.length, what).toBe(want.length);
  want.forEach((target, i) => {
    const value = Number(got[i]);
    if (value === target) return;
    expect(Math.abs(value - target), `${what}[${i}]: got ${value}, want ${target}`).toBeLessThanOrEqual(
      2e-6 * Math.abs(target) + 2 ** -126,
    );
  });
}

async function valueAndGradient(
  build: (x: Tensor) => Tensor,
  numbers: readonly number[],
): Promise<[number[], number[]]> {
  const x = input("x", [numbers.length]);
  const y = build(x);
  const [value, gradient] = await evaluate([y, ...gradients(y, [x])], { x: numbers });
  return [Array.from(value?.data as Float32Array), Array.from(gradient?.data as Float32Array)];
}

const opsOf = (x: Tensor): string[] => nodesOf([x]).map((node) => node.op.name);

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const softplusOf = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const one = constant(1);

interface Case {
  readonly form: string;
  readonly build: (x: Tensor) => Tensor;
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

const logSigmoidCase = { value: (x: number) => -softplusOf(-x), slope: (x: number) => logistic(-x) };
const logOneMinusCase = { value: (x: number) => -softplusOf(x), slope: (x: number) => -logistic(x) };
const softplusCase = { value: softplusOf, slope: logistic };
const sigmoidCase = { value: logistic, slope: (x: number) => logistic(x) * logistic(-x) };

/** Elementwise forms: both tails, each element for itself. */
const elementwise: readonly Case[] = [
  { form: "log(sigmoid(x))", build: (x) => log(sigmoid(x)), ...logSigmoidCase },
  { form: "xlogy(1, sigmoid(x))", build: (x) => xlogy(1, sigmoid(x)), ...logSigmoidCase },
  { form: "log(1 - sigmoid(x))", build: (x) => log(sub(1, sigmoid(x))), ...logOneMinusCase },
  { form: "log1p(-sigmoid(x))", build: (x) => log1p(neg(sigmoid(x))), ...logOneMinusCase },
  { form: "log(1 + exp(x))", build: (x) => log(add(1, exp(x))), ...softplusCase },
  { form: "log(exp(x) + 1)", build: (x) => log(add(exp(x), one)), ...softplusCase },
  { form: "log1p(exp(x))", build: (x) => log1p(exp(x)), ...softplusCase },
  { form: "1 / (1 + exp(-x))", build: (x) => div(1, add(1, exp(neg(x)))), ...sigmoidCase },
  { form: "reciprocal(exp(-x) + 1)", build: (x) => reciprocal(add(exp(neg(x)), 1)), ...sigmoidCase },
  { form: "log(1 / (1 + exp(-x)))", build: (x) => log(div(1, add(1, exp(neg(x))))), ...logSigmoidCase },
  { form: "log(reshape(sigmoid(x)))", build: (x) => log(reshape(sigmoid(x), [2, -1])), ...logSigmoidCase },
  {
    form: "log(transpose(reshape(sigmoid(x))))",
    build: (x) => log(transpose(reshape(sigmoid(x), [1, x.size]))),
    ...logSigmoidCase,
  },
  {
    form: "log(gather(sigmoid(x)))",
    build: (x) =>
      log(
        gather(
          sigmoid(x),
          constant(
            Array.from({ length: x.size }, (_, i) => i),
            { dtype: "int64" },
          ),
        ),
      ),
    ...logSigmoidCase,
  },
  { form: "log1p(-reshape(sigmoid(x)))", build: (x) => log1p(neg(reshape(sigmoid(x), [-1, 2]))), ...logOneMinusCase },
  { form: "log(1 - reshape(sigmoid(x)))", build: (x) => log(sub(1, reshape(sigmoid(x), [2, -1]))), ...logOneMinusCase },
  { form: "log(reshape(1 + exp(x)))", build: (x) => log(reshape(add(1, exp(x)), [-1, 1])), ...softplusCase },
];

describe.each(elementwise)("$form", ({ build, value, slope }) => {
  test.each([20, 60, 100])("is exact at a gap of %d", async (gap) => {
    const numbers = [-gap, gap];
    const [values, slopes] = await valueAndGradient(build, numbers);
    expectExact(values, numbers.map(value), "value");
    expectExact(slopes, numbers.map(slope), "gradient");
  });
});

test("exp(x) - 1 keeps its digits near 0 and in the tail", async () => {
  const numbers = [1e-9, -1e-6, -20, -60, -100, 20];
  const [values, slopes] = await valueAndGradient((x) => sub(exp(x), 1), numbers);
  expectExact(
    values,
    numbers.map((x) => Math.expm1(Math.fround(x))),
    "value",
  );
  expectExact(
    slopes,
    numbers.map((x) => Math.exp(Math.fround(x))),
    "gradient",
  );
});

describe.each([20, 60, 100])("logits with a gap of %d", (gap) => {
  const numbers = [0, gap];
  const rest = Math.exp(-gap) / (1 + Math.exp(-gap));
  const index = constant([[0]], { dtype: "int64" });
  const logOfTheLoser = -gap - Math.log1p(Math.exp(-gap));

  test.each<[string, (x: Tensor) => Tensor]>([
    ["log(gatherElements(softmax(x)))", (x) => log(gatherElements(reshape(softmax(x), [1, 2]), index))],
    ["log(gather(softmax(x)))", (x) => log(gather(softmax(x), constant([0], { dtype: "int64" })))],
    ["gather(log(softmax(x)))", (x) => gather(log(softmax(x)), constant([0], { dtype: "int64" }))],
    [
      "log(transpose(softmax(x)))",
      (x) => gather(log(transpose(softmax(reshape(x, [1, 2])))), constant(0, { dtype: "int64" })),
    ],
    [
      "log(exp(x) / sum(exp(x)))",
      (x) => gather(log(div(exp(x), sum(exp(x), { keepDims: true }))), constant(0, { dtype: "int64" })),
    ],
  ])("%s", async (_, build) => {
    const [value, gradient] = await valueAndGradient(build, numbers);
    expectExact(value, [logOfTheLoser], "value");
    expectExact(gradient, [1 - rest, -(1 - rest)], "gradient");
  });

  test("log(sum(exp(x))), far beyond what exp can hold", async () => {
    const [value, gradient] = await valueAndGradient((x) => log(sum(exp(x))), [1000, 1000 - gap]);
    expectExact(value, [1000 + Math.log1p(Math.exp(-gap))], "value");
    expectExact(gradient, [1 - rest, rest], "gradient");
  });

  test("log(sum(exp(x), kept axis)) through a reshape", async () => {
    const [value, gradient] = await valueAndGradient(
      (x) => log(reshape(sum(exp(reshape(x, [1, 2])), { axes: 1, keepDims: true }), [])),
      [-1000, -1000 - gap],
    );
    expectExact(value, [-1000 + Math.log1p(Math.exp(-gap))], "value");
    expectExact(gradient, [1 - rest, rest], "gradient");
  });

  test("exp(x) / sum(exp(x)), far beyond what exp can hold", async () => {
    const quotient = (x: Tensor): Tensor => {
      const e = exp(x);
      return gather(div(e, sum(e, { axes: 0, keepDims: true })), constant([1], { dtype: "int64" }));
    };
    const [value, gradient] = await valueAndGradient(quotient, [1000, 1000 - gap]);
    expectExact(value, [rest], "value");
    const slope = rest * (1 - rest);
    expectExact(gradient, [-slope, slope], "gradient");
  });
});

test("xlogy(t, softmax(x)) is exact, and 0 where t is 0 even beside a logit of -infinity", async () => {
  const target = constant([1, 0, 0]);
  const [value, gradient] = await valueAndGradient((x) => sum(xlogy(target, softmax(x))), [0, 100, -Infinity]);
  expectExact(value, [-100], "value");
  expectExact(gradient, [1, -1, 0], "gradient");
});

test("softmax(x) / sum(softmax(x)) is softmax(x)", () => {
  const x = input("x", [2, 3]);
  const p = softmax(x);
  expect(stabilise([div(p, sum(p, { axes: 1, keepDims: true }))])[0]).toBe(p);
  const other = div(p, sum(p, { axes: 0, keepDims: true }));
  expect(stabilise([other])[0], "normalised along another axis").toBe(other);
});

test("nothing is looked at behind a tensor that is kept", () => {
  const x = input("x", [3]);
  for (const [kept, y] of [
    [softmax(x), (p: Tensor) => log(p)],
    [sigmoid(x), (p: Tensor) => log(reshape(p, [3, 1]))],
    [sigmoid(x), (p: Tensor) => sub(1, p)],
    [exp(x), (e: Tensor) => log(add(1, e))],
    [exp(x), (e: Tensor) => div(e, sum(e, { keepDims: true }))],
    [reshape(sigmoid(x), [3, 1]), (p: Tensor) => log1p(neg(p))],
  ] as const) {
    const output = y(kept);
    expect(stabilise([output], [kept])[0], `${output}`).toBe(output);
    expect(stabilise([output])[0], `${output} without keeping`).not.toBe(output);
  }
});

test("a form that a constant stretches to another shape stays what it is", () => {
  const x = input("x", [3]);
  const wide = constant([[1]]);
  for (const y of [sub(exp(x), wide), log(add(exp(x), wide)), sub(wide, sigmoid(x)), div(wide, add(exp(x), 1))])
    expect(stabilise([y])[0]?.shape).toEqual([1, 3]);
});

test("other logarithms and quotients are left alone", () => {
  const x = input("x", [3]);
  for (const y of [
    log(add(2, exp(x))),
    log(add(x, 1)),
    div(exp(x), sum(exp(neg(x)), { keepDims: true })),
    sub(exp(x), 2),
  ])
    expect(stabilise([y])[0]).toBe(y);
});

test("the compiled graph holds the stable form", () => {
  const x = input("x", [3]);
  expect(opsOf(stabilise([log(softmax(x))])[0] as Tensor)).toEqual(["input", "logSoftmax"]);
  expect(opsOf(stabilise([log(sub(1, sigmoid(x)))])[0] as Tensor)).not.toContain("sigmoid");
});
