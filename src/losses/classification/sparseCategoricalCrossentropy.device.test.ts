import { describe, expect, inject, test } from "vitest";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { DomainError, DTypeError, ShapeError } from "../../core/errors.ts";
import { constant, input, type Tensor, withDomain } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { oneHot } from "../../ops/gather.ts";
import { softmax } from "../../ops/reduce.ts";
import { reshape, sum, transpose } from "../../ops/structure.ts";
import { nodesOf } from "../../rewrite/graph.ts";
import { stabilise } from "../../rewrite/stabilise.ts";
import { evaluate } from "../../runtime/evaluate.ts";
import { reduceLoss } from "../reduce.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import spec, {
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from "./sparseCategoricalCrossentropy.ts";

const device = inject("device");
const labels = constant([2, 0, 1, 2], { dtype: "int64" });
const logits = [
  [0.5, -1, 2],
  [100, 0, -100],
  [100, 0, -100],
  [-7, 3, 3],
];

describe.each<[string, SparseCategoricalCrossentropyOptions, (z: Tensor) => Tensor]>([
  ["from logits", { fromLogits: true }, (z) => z],
  ["from a softmax", {}, softmax],
])("%s", (_, form, activate) => {
  test.each([0, 0.3])("is categoricalCrossentropy of one-hot targets, smoothing %d", async (labelSmoothing) => {
    const options = { ...form, labelSmoothing };
    const want = await valueAndGradient(
      (z) => categoricalCrossentropy(oneHot(labels, 3, { dtype: "float32" }), activate(z), options),
      logits,
      { device },
    );
    const got = await valueAndGradient((z) => sparseCategoricalCrossentropy(labels, activate(z), options), logits, {
      device,
    });
    for (const key of ["value", "gradient"] as const)
      for (const [i, number] of got[key].entries())
        expect(number, `${key}[${i}]`).toBeCloseTo(want[key][i] as number, 4);
    if (labelSmoothing === 0) expect(got.gradient.slice(6, 9)).toEqual([1, -1, 0]); // wrong by a gap of 100
  });

  test("an ignored label has no loss and no gradient, whatever is predicted there", async () => {
    const some = constant([2, -100, 1, -100], { dtype: "int32" });
    const options = { ...form, ignoreClass: -100, labelSmoothing: 0.1 };
    const all = await valueAndGradient(
      (z) => sparseCategoricalCrossentropy(labels, activate(z), { ...form, labelSmoothing: 0.1 }),
      logits,
      { device },
    );
    const got = await valueAndGradient((z) => sparseCategoricalCrossentropy(some, activate(z), options), logits, {
      device,
    });
    expect(got.value.map((number) => number + 0)).toEqual([all.value[0], 0, all.value[2], 0]);
    expect([...got.gradient.slice(3, 6), ...got.gradient.slice(9)].map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(got.gradient.slice(0, 3)).toEqual(all.gradient.slice(0, 3));
  });

  test("classes on another axis", async () => {
    const want = await valueAndGradient((z) => sparseCategoricalCrossentropy(labels, activate(z), form), logits, {
      device,
    });
    const got = await valueAndGradient(
      (z) => sparseCategoricalCrossentropy(labels, transpose(activate(z)), { ...form, axis: 0 }),
      logits,
      { device },
    );
    for (const key of ["value", "gradient"] as const)
      for (const [i, number] of got[key].entries())
        expect(number, `${key}[${i}]`).toBeCloseTo(want[key][i] as number, 5);
  });
});

test("a softmax's output becomes a logSoftmax", () => {
  const z = input("z", [4, 3]);
  for (const ignoreClass of [undefined, -1]) {
    const options = ignoreClass === undefined ? {} : { ignoreClass };
    const graph = stabilise([sparseCategoricalCrossentropy(labels, softmax(z), options)]);
    const ops = nodesOf(graph).map((node) => node.op.name);
    expect(ops.filter((op) => op === "logSoftmax")).toHaveLength(1);
    expect(ops.filter((op) => ["softmax", "log", "xlogy"].includes(op))).toEqual([]);
  }
});

test("plain probabilities of 0 beside the label do no harm; ignored rows may have one at any place", async () => {
  const some = constant([1, -1], { dtype: "int64" });
  const { value, gradient } = await valueAndGradient(
    (p) => sparseCategoricalCrossentropy(some, p, { ignoreClass: -1 }),
    [
      [0, 0.5, 0.5],
      [0, 1, 0],
    ],
    { device },
  );
  expect(value[0]).toBeCloseTo(Math.log(2), 6);
  expect(value[1]).toBeCloseTo(0, 30);
  expect(gradient.map((slope) => slope + 0)).toEqual([1, -1, 1, 0, 0, 0]);
});

test("labels with an axis of size 1 at the end, and one label a position", () => {
  const shapeOf = (yTrue: number[], yPred: number[]): unknown =>
    sparseCategoricalCrossentropy(input("t", yTrue, { dtype: "int64" }), input("p", yPred)).shape;
  expect(shapeOf([4, 1], [4, 3])).toEqual([4]);
  expect(shapeOf([4, 5], [4, 5, 3])).toEqual([4, 5]);
  expect(shapeOf([4, 5, 1], [4, 5, 3])).toEqual([4, 5]);
});

test("wants whole labels, one a prediction", () => {
  const [t, p] = [input("t", [4], { dtype: "int64" }), input("p", [4, 3])];
  expect(() => sparseCategoricalCrossentropy(input("t", [4]), p)).toThrow(DTypeError);
  expect(() => sparseCategoricalCrossentropy(input("t", [5], { dtype: "int64" }), p)).toThrow(ShapeError);
  expect(() => sparseCategoricalCrossentropy(input("t", [4, 3], { dtype: "int64" }), p)).toThrow(
    "use categoricalCrossentropy for one-hot targets",
  );
  expect(() => sparseCategoricalCrossentropy(t, withDomain(p, "logits"))).toThrow(DomainError);
  expect(() => sparseCategoricalCrossentropy(t, input("p", [4, 1]))).toThrow("at least 2 classes");
  expect(sum(sub(sparseCategoricalCrossentropy(t, p), 1)).shape).toEqual([]);
});

test("labels with the classes' axis in its place may be ignored too", async () => {
  const numbers = [
    [0, -1, 1],
    [1, 1, -1],
  ];
  const flat = constant(numbers, { dtype: "int64" });
  const z = input("z", [2, 4, 3]);
  const options = { fromLogits: true, ignoreClass: -1, axis: 1 };
  const reduced = (labels: Tensor): Tensor =>
    reduceLoss(sparseCategoricalCrossentropy(labels, z, options), { mask: spec.mask?.(labels, z, options) });
  const feeds = { z: Array.from({ length: 24 }, (_, i) => Math.sin(i)) };
  const [a, b] = await evaluate([reduced(flat), reduced(reshape(flat, [2, 1, 3]))], feeds, { device });
  expect(await a?.number()).toBeGreaterThan(0);
  expect(await b?.number()).toBe(await a?.number());
});
