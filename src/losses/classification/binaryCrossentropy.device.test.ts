import { describe, expect, inject, test } from "vitest";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { DomainError, DTypeError, ShapeError } from "../../core/errors.ts";
import { constant, input, type Tensor, withDomain } from "../../core/tensor.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { reshape, transpose } from "../../ops/structure.ts";
import { nodesOf } from "../../rewrite/graph.ts";
import { stabilise } from "../../rewrite/stabilise.ts";
import { type BinaryCrossentropyOptions, binaryCrossentropy } from "./binaryCrossentropy.ts";

const device = inject("device");
const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** Targets, logits, and what the loss must be: a network that is sure, rightly or wrongly, or knows nothing. */
const targets = [1, 0, 1, 0, 1, 0, 1, 0, 0.3];
const logits = [0, 0, 100, 100, -100, -100, 20, -20, 3];

function expectExact(got: readonly number[], want: readonly number[], what: string): void {
  want.forEach((target, i) => {
    expect(Math.abs((got[i] as number) - target), `${what}[${i}]: got ${got[i]}, want ${target}`).toBeLessThanOrEqual(
      2e-6 * Math.max(Math.abs(target), 0.05),
    );
  });
}

describe.each<[string, (t: Tensor, z: Tensor, options?: BinaryCrossentropyOptions) => Tensor]>([
  ["from logits", (t, z, options) => binaryCrossentropy(t, z, { ...options, fromLogits: true })],
  ["from a sigmoid", (t, z, options) => binaryCrossentropy(t, sigmoid(z), options)],
  [
    "from a sigmoid, moved",
    (t, z, options) =>
      binaryCrossentropy(
        reshape(transpose(reshape(t, [1, -1])), [-1]),
        reshape(transpose(reshape(sigmoid(z), [1, -1])), [-1]),
        options,
      ),
  ],
])("%s", (_, loss) => {
  test("is softplus(z) - t z with gradient sigmoid(z) - t", async () => {
    const { value, gradient } = await valueAndGradient((z) => loss(constant(targets), z), logits, { device });
    expectExact(
      value,
      logits.map((z, i) => softplus(z) - (targets[i] as number) * z),
      "value",
    );
    expectExact(
      gradient,
      logits.map((z, i) => logistic(z) - (targets[i] as number)),
      "gradient",
    );
  });

  test("label smoothing moves targets towards one half", async () => {
    const smooth = targets.map((t) => t * 0.8 + 0.1);
    const { value, gradient } = await valueAndGradient(
      (z) => loss(constant(targets), z, { labelSmoothing: 0.2 }),
      logits,
      { device },
    );
    expectExact(
      value,
      logits.map((z, i) => softplus(z) - (smooth[i] as number) * z),
      "value",
    );
    expectExact(
      gradient,
      logits.map((z, i) => logistic(z) - (smooth[i] as number)),
      "gradient",
    );
  });

  test.each([2.5, [2.5]])("posWeight %j counts positives that often", async (posWeight) => {
    const { value, gradient } = await valueAndGradient((z) => loss(constant(targets), z, { posWeight }), logits, {
      device,
    });
    const t = (i: number): number => targets[i] as number;
    expectExact(
      value,
      logits.map((z, i) => 2.5 * t(i) * softplus(-z) + (1 - t(i)) * softplus(z)),
      "value",
    );
    expectExact(
      gradient,
      logits.map((z, i) => (1 - t(i)) * logistic(z) - 2.5 * t(i) * logistic(-z)),
      "gradient",
    );
  });
});

test("a sigmoid's output becomes the form from logits: one softplus, no logarithm", () => {
  const [t, z] = [input("t", [4, 3]), input("z", [4, 3])];
  const ops = nodesOf(stabilise([binaryCrossentropy(t, sigmoid(z))])).map((node) => node.op.name);
  expect(ops.filter((op) => op === "softplus")).toHaveLength(1);
  expect(ops.filter((op) => ["sigmoid", "xlogy", "xlog1py", "log", "mulOrZero"].includes(op))).toEqual([]);
});

test("probabilities of 0 and 1: nothing when right, infinite when wrong; small ones keep their digits", async () => {
  const yTrue = constant([0, 1, 1, 0, 0, 1]);
  const { value, gradient } = await valueAndGradient((p) => binaryCrossentropy(yTrue, p), [0, 1, 0, 1, 1e-6, 1e-30], {
    device,
  });
  expect(value.slice(0, 2).map((number) => number + 0)).toEqual([0, 0]);
  // WGSL leaves the logarithm of 0 open: software adapters give that of the smallest number.
  for (const wrong of value.slice(2, 4)) expect(wrong).toBeGreaterThan(device === "webgpu" ? 87 : Number.MAX_VALUE);
  // WGSL's logarithm may be off by 2^-21 near 1.
  expect(Math.abs((value[4] as number) - 1e-6)).toBeLessThan(device === "webgpu" ? 2 ** -21 : 1e-11);
  expect(Math.abs((value[5] as number) - 69.0775527898)).toBeLessThan(1e-4);
  expect(gradient.slice(0, 2)).toEqual([1, -1]);
  expect((gradient[5] as number) / -1e30).toBeCloseTo(1, 5);
});

test("wants shapes, dtypes and meanings to agree", () => {
  const [four, column] = [input("t", [4]), input("p", [4, 1])];
  expect(() => binaryCrossentropy(four, column)).toThrow(
    new ShapeError("binaryCrossentropy", {
      expected: "yTrue and yPred of equal shape",
      got: "[4] and [4, 1]",
      fix: "reshape yTrue to [4, 1]",
    }),
  );
  expect(() => binaryCrossentropy(input("t", [4], { dtype: "int64" }), four)).toThrow(DTypeError);
  const z = withDomain(four, "logits");
  expect(() => binaryCrossentropy(four, z)).toThrow(DomainError);
  expect(() => binaryCrossentropy(four, z)).toThrow("pass fromLogits: true, or apply sigmoid before");
  expect(() => binaryCrossentropy(four, sigmoid(four), { fromLogits: true })).toThrow(DomainError);
  expect(() => binaryCrossentropy(four, withDomain(four, "logProbabilities"))).toThrow(DomainError);
  expect(binaryCrossentropy(four, z, { fromLogits: true }).shape).toEqual([4]);
});
