import { describe, expect, inject, test } from "vitest";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { DomainError, ShapeError } from "../../core/errors.ts";
import { constant, input, type Tensor, withDomain } from "../../core/tensor.ts";
import { log } from "../../ops/exponential.ts";
import { logSoftmax, softmax } from "../../ops/reduce.ts";
import { transpose } from "../../ops/structure.ts";
import { type CategoricalCrossentropyOptions, categoricalCrossentropy } from "./categoricalCrossentropy.ts";

const device = inject("device");
const inf = Number.POSITIVE_INFINITY;

function expectExact(got: readonly number[], want: readonly number[]): void {
  want.forEach((target, i) => {
    if (got[i] === target) return;
    expect(Math.abs((got[i] as number) - target), `[${i}]: got ${got[i]}, want ${target}`).toBeLessThanOrEqual(
      2e-6 * Math.max(Math.abs(target), 0.05),
    );
  });
}

describe.each<[string, (t: Tensor, z: Tensor, options?: CategoricalCrossentropyOptions) => Tensor]>([
  ["from logits", (t, z, options) => categoricalCrossentropy(t, z, { ...options, fromLogits: true })],
  ["from a softmax", (t, z, options) => categoricalCrossentropy(t, softmax(z), options)],
  [
    "from log-probabilities",
    (t, z, options) => categoricalCrossentropy(t, logSoftmax(z), { ...options, fromLogits: true }),
  ],
  [
    "from a softmax, turned",
    (t, z, options) => categoricalCrossentropy(transpose(t), transpose(softmax(z)), { ...options, axis: 0 }),
  ],
])("%s", (_, loss) => {
  test.each([16, 20, 60, 100])("is exact at a gap of %d", async (gap) => {
    const z = [[gap, 0, 0]];
    const rest = Math.exp(-gap);
    const total = 1 + 2 * rest;
    const { value, gradient } = await valueAndGradient((x) => loss(constant([[0, 1, 0]]), x), z, { device });
    expectExact(value, [gap + Math.log(total)]);
    expectExact(gradient, [1 / total, rest / total - 1, rest / total]);
  });

  test("soft targets and smoothing", async () => {
    const { value, gradient } = await valueAndGradient(
      (x) => loss(constant([[0.5, 0.5, 0]]), x, { labelSmoothing: 0.3 }),
      [[Math.log(2), Math.log(1), Math.log(1)]],
      { device },
    );
    const [a, b, c] = [0.45, 0.45, 0.1];
    expectExact(value, [-(a * Math.log(0.5) + b * Math.log(0.25) + c * Math.log(0.25))]);
    expectExact(gradient, [0.5 - a, 0.25 - b, 0.25 - c]);
  });

  test("-infinity beside a target of 0 counts nothing", async () => {
    const yTrue = constant([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const z = [
      [0, 0, -inf],
      [1000, 1000, -inf],
    ];
    const { value, gradient } = await valueAndGradient((x) => loss(yTrue, x), z, { device });
    expectExact(value, [Math.log(2), Math.log(2)]);
    expectExact(gradient, [-0.5, 0.5, 0, 0.5, -0.5, 0]);
  });
});

test("probabilities are normalised; one of 0 hurts only where the target is not", async () => {
  const yTrue = constant([
    [0, 1, 0],
    [1, 0, 0],
    [0, 1, 0],
  ]);
  const { value, gradient } = await valueAndGradient(
    (p) => categoricalCrossentropy(yTrue, p),
    [
      [1, 2, 1],
      [1, 0, 0],
      [1, 0, 0],
    ],
    { device },
  );
  expectExact(value, [Math.log(2), 0, inf]);
  expectExact(gradient.slice(0, 6), [0.25, -0.25, 0.25, 0, 1, 1]);
});

test("wants shapes and meanings to agree, and more than one class", () => {
  const [four, three, z] = [input("t", [2, 4]), input("p", [2, 3]), withDomain(input("z", [2, 4]), "logits")];
  expect(() => categoricalCrossentropy(four, three)).toThrow(ShapeError);
  expect(() => categoricalCrossentropy(input("t", [2, 1]), input("p", [2, 1]))).toThrow("use binaryCrossentropy");
  expect(() => categoricalCrossentropy(four, z)).toThrow("pass fromLogits: true, or apply softmax before");
  expect(() => categoricalCrossentropy(four, softmax(four), { fromLogits: true })).toThrow(DomainError);
  expect(() => categoricalCrossentropy(four, log(softmax(four)))).toThrow(DomainError);
  expect(() => categoricalCrossentropy(four, four, { axis: 2 })).toThrow("an axis from -2 to 1");
});
