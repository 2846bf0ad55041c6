import { describe, expect, inject, test } from "vitest";
import { ArgumentError, DTypeError, GradientError, ShapeError } from "../core/errors.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { add, floor, mul, neg, square, sub } from "../ops/arithmetic.ts";
import { squeeze } from "../ops/axes.ts";
import { log, tanh } from "../ops/exponential.ts";
import { slice, stack } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { softmax } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { evaluate, type Feed } from "../runtime/evaluate.ts";
import { createStepper, type Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import { gradients } from "./gradients.ts";
import { scan } from "./scan.ts";

const device = inject("device");
/** WebGPU has no float64. */
const dtype = device === "webgpu" ? "float32" : "float64";
const tolerance = device === "webgpu" ? 1e-4 : 1e-10;
const [steps, batch, size] = [5, 2, 3];
const numbers = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(1 + i * 1.7 + seed * 2.3));

const x = input("x", [steps, batch, size], { dtype });
const weights = input("weights", [size, size], { dtype });
const start = input("start", [batch, size], { dtype });
const feeds = { x: numbers(x.size, 1), weights: numbers(weights.size, 2), start: numbers(start.size, 3) };

const slicesOf = (tensor: Tensor): Tensor[] =>
  Array.from({ length: tensor.shape[0] as number }, (_, t) =>
    squeeze(slice(tensor, { axes: 0, start: t, end: t + 1 }), 0),
  );

const cell = (h: Tensor, xt: Tensor): Tensor => tanh(add(matMul(h, tanh(weights)), xt));

const scanned = scan(({ h }, { xt }) => ({ carry: { h: cell(h, xt) }, outputs: { y: mul(square(h), xt) } }), {
  carry: { h: start },
  sequence: { xt: x },
});

function unrolled(reverse = false): { h: Tensor; y: Tensor } {
  let h: Tensor = start;
  const outputs: Tensor[] = [];
  const order = reverse ? slicesOf(x).reverse() : slicesOf(x);
  for (const xt of order) {
    outputs.push(mul(square(h), xt));
    h = cell(h, xt);
  }
  return { h, y: stack(reverse ? outputs.reverse() : outputs) };
}

async function run(outputs: readonly Tensor[], given: Readonly<Record<string, Feed>> = feeds): Promise<number[][]> {
  return Promise.all(
    (await evaluate(outputs, given, { device })).map(async (value) =>
      Array.from((await value.read()) as Float64Array, Number),
    ),
  );
}

async function expectEqual(got: readonly Tensor[], want: readonly Tensor[]): Promise<void> {
  expect(got.map((each) => each.shape)).toEqual(want.map((each) => each.shape));
  const results = await run([...got, ...want]);
  for (const [i, values] of results.slice(0, got.length).entries())
    for (const [k, value] of values.entries()) {
      const wanted = results[got.length + i]?.[k] as number;
      expect(Math.abs(value - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
    }
}

const total = (h: Tensor, y: Tensor): Tensor => add(sum(square(h)), sum(mul(y, tanh(y))));

describe("a recurrence", () => {
  test("has the values of the unrolled one", async () => {
    const { h, y } = unrolled();
    await expectEqual([scanned.carry.h, scanned.outputs.y], [h, y]);
  });

  test("has its gradient by what is carried, read and captured", async () => {
    const { h, y } = unrolled();
    const wanted = [start, x, weights];
    await expectEqual(gradients(total(scanned.carry.h, scanned.outputs.y), wanted), gradients(total(h, y), wanted));
    await expectEqual(gradients(scanned.outputs.y, wanted), gradients(y, wanted));
    await expectEqual(gradients(scanned.carry.h, [weights]), gradients(h, [weights]));
  });

  test("has its second and third derivative", async () => {
    const { h, y } = unrolled();
    const wanted = [start, x, weights];
    const penalty = (of: Tensor): Tensor =>
      gradients(of, wanted).reduce((all, grad) => add(all, sum(square(grad))), constant(0, { dtype }));
    const [got, want] = [penalty(total(scanned.carry.h, scanned.outputs.y)), penalty(total(h, y))];
    await expectEqual(gradients(got, wanted), gradients(want, wanted));
    await expectEqual(gradients(penalty(got), [weights]), gradients(penalty(want), [weights]));
  });

  test("runs backwards", async () => {
    const back = scan(({ h }, { xt }) => ({ carry: { h: cell(h, xt) }, outputs: { y: mul(square(h), xt) } }), {
      carry: { h: start },
      sequence: { xt: x },
      reverse: true,
    });
    const { h, y } = unrolled(true);
    const wanted = [start, x, weights];
    await expectEqual([back.carry.h, back.outputs.y], [h, y]);
    await expectEqual(gradients(total(back.carry.h, back.outputs.y), wanted), gradients(total(h, y), wanted));
  });

  test("walks along any axis", async () => {
    const { carry, outputs } = scan(
      ({ h }, { column }) => ({ carry: { h: add(h, column) }, outputs: { h: neg(h), column } }),
      {
        carry: {
          h: constant(
            [
              [0, 0],
              [0, 0],
              [0, 0],
              [0, 0],
              [0, 0],
            ],
            { dtype },
          ),
        },
        sequence: { column: x },
        axis: 2,
      },
    );
    const total = sum(x, { axes: 2 });
    expect(outputs.h.shape).toEqual(x.shape);
    await expectEqual([carry.h, outputs.column], [total, x]);
    const [grad] = gradients(outputs.h, [x]);
    // x[., ., t] is in the sums of all later columns.
    expect((await run([grad as Tensor]))[0]?.slice(0, 3)).toEqual([-2, -1, 0]);
  });

  test("passes gradients on to tensors that what it captures is made of, each once", async () => {
    const [a, b] = [tanh(weights), square(tanh(weights))];
    const captured = scan(({ h }, { xt }) => ({ carry: { h: add(matMul(h, a), matMul(xt, b)) }, outputs: {} }), {
      carry: { h: start },
      sequence: { xt: x },
    });
    const want = slicesOf(x).reduce((h, xt) => add(matMul(h, a), matMul(xt, b)), start);
    await expectEqual(gradients(captured.carry.h, [weights, a, b]), gradients(want, [weights, a, b]));
  });

  test("within a recurrence", async () => {
    const inner = (of: Tensor): Tensor =>
      scan(({ s }, { row }) => ({ carry: { s: tanh(add(mul(s, row), sum(weights, { axes: 0 }))) }, outputs: {} }), {
        carry: { s: sum(of, { axes: 0 }) },
        sequence: { row: of },
      }).carry.s;
    const flat = (of: Tensor): Tensor =>
      slicesOf(of).reduce((s, row) => tanh(add(mul(s, row), sum(weights, { axes: 0 }))), sum(of, { axes: 0 }));
    const outer = (step: (of: Tensor) => Tensor): Tensor =>
      scan(({ h }, { xt }) => ({ carry: { h: tanh(mul(add(h, xt), step(xt))) }, outputs: {} }), {
        carry: { h: start },
        sequence: { xt: x },
      }).carry.h;
    const wanted = [start, x, weights];
    await expectEqual(
      [outer(inner), ...gradients(outer(inner), wanted)],
      [outer(flat), ...gradients(outer(flat), wanted)],
    );
    const penalty = (of: Tensor): Tensor => sum(square(gradients(of, [weights])[0] as Tensor));
    await expectEqual(gradients(penalty(outer(inner)), wanted), gradients(penalty(outer(flat)), wanted));
  });

  test("of integers and floats together", async () => {
    const { carry, outputs } = scan(
      ({ count, s }, { xt }) => ({
        carry: { count: add(count, 1), s: add(s, sum(xt)) },
        outputs: { count },
      }),
      {
        carry: { count: constant(0, { dtype: "int64" }), s: constant(0, { dtype }) },
        sequence: { xt: x },
      },
    );
    const [count, list] = await run([carry.count, outputs.count]);
    expect([count, list]).toEqual([[5], [0, 1, 2, 3, 4]]);
    await expectEqual(gradients(carry.s, [x]), gradients(sum(x), [x]));
  });

  test("of unstable forms gives the gradient of the stable ones", async () => {
    const far = constant(
      [
        [1000, 0],
        [0, 1000],
      ],
      { dtype },
    );
    const { carry } = scan(
      ({ s }, { row }) => ({
        carry: { s: add(s, sum(mul(constant([0, 1], { dtype }), neg(log(softmax(row)))))) },
        outputs: {},
      }),
      { carry: { s: constant(0, { dtype }) }, sequence: { row: far } },
    );
    const [value, grad] = await run([carry.s, ...gradients(carry.s, [far])], {});
    expect(value).toEqual([1000]);
    expect(grad).toEqual([1, -1, 0, 0]);
  });

  test("without steps is its first carry and outputs of size 0", () => {
    const none = scan(({ h }, { xt }) => ({ carry: { h: cell(h, xt) }, outputs: { y: xt } }), {
      carry: { h: start },
      sequence: { xt: input("none", [0, batch, size], { dtype }) },
    });
    expect(none.carry.h).toBe(start);
    expect(none.outputs.y.shape).toEqual([0, batch, size]);
  });

  test("of an empty batch has a gradient of zeros", async () => {
    const empty = input("empty", [steps, 0, size], { dtype });
    const { carry } = scan(({ h }, { xt }) => ({ carry: { h: cell(h, xt) }, outputs: {} }), {
      carry: { h: input("first", [0, size], { dtype }) },
      sequence: { xt: empty },
    });
    const [grad] = await run(gradients(carry.h, [weights]), { weights: feeds.weights, empty: [], first: [] });
    expect(grad).toEqual(new Array(9).fill(0));
  });

  test("of a thousand steps is one node, and its gradient another", async () => {
    const long = input("long", [1000, 4], { dtype });
    const { carry } = scan(({ s }, { xt }) => ({ carry: { s: tanh(add(s, xt)) }, outputs: {} }), {
      carry: { s: constant([0, 0, 0, 0], { dtype }) },
      sequence: { xt: long },
    });
    const begun = performance.now();
    const grad = gradients(carry.s, [long])[0] as Tensor;
    await run([grad], { long: numbers(4000, 1) });
    if (device === "cpu") expect(performance.now() - begun).toBeLessThan(3000);
    expect(nodesOf([grad]).filter(({ op }) => op.name === "scan")).toHaveLength(2);
  });
});

test("a recurrence inside a loop of training steps", async () => {
  const [w, xs] = [input("w", [size]), input("xs", [steps, size])];
  const value = (parameter: Tensor): Tensor =>
    scan(({ h }, { xt }) => ({ carry: { h: tanh(add(mul(h, parameter), xt)) }, outputs: {} }), {
      carry: { h: mul(parameter, 0.5) },
      sequence: { xt: xs },
    }).carry.h;
  const loss = sum(square(value(w)));
  const next = sub(w, mul(0.1, gradients(loss, [w])[0] as Tensor));
  const stepper = createStepper(
    { batch: [xs], fixed: [], state: [{ tensor: w, next }], outputs: { loss } },
    { device },
  );
  const data = [...numbers(xs.size, 4), ...numbers(xs.size, 4), ...numbers(xs.size, 4)];
  const first = (): Value => Value.of([0.5, -0.2, 0.8], [size]);
  let state: Values = { w: first() };
  const losses: number[] = [];
  for (let i = 0; i < 3; i++) {
    const part = Value.of(data.slice(i * xs.size, (i + 1) * xs.size), [1, steps, size]);
    const result = await stepper.run(1, { xs: part }, {}, state);
    losses.push((await result.outputs["loss"]?.number()) as number);
    state = result.state;
  }
  expect(losses[2]).toBeLessThan(losses[0] as number);
  if (!stepper.canLoop) return;
  const looped = await stepper.run(3, { xs: Value.of(data, [3, steps, size]) }, {}, { w: first() });
  expect(Array.from((await looped.outputs["loss"]?.read()) as Float32Array)).toEqual(losses);
  expect(await looped.state["w"]?.read()).toEqual(await state["w"]?.read());
});

describe("errors", () => {
  const plain = ({ h }: { h: Tensor }): { carry: { h: Tensor }; outputs: Record<string, Tensor> } => ({
    carry: { h },
    outputs: {},
  });

  test.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
    ["no sequence", () => scan(plain, { carry: { h: start }, sequence: {} }), ArgumentError, /at least one sequence/],
    [
      "sequences of two lengths",
      () => scan(plain, { carry: { h: start }, sequence: { x, start } }),
      ShapeError,
      /one length, here 5, got 2 slices of start/,
    ],
    [
      "a carry of another shape",
      () => scan(({ h }) => ({ carry: { h: sum(h) }, outputs: {} }), { carry: { h: start }, sequence: { x } }),
      ShapeError,
      /scan: h: .*\[2, 3\], got \[\]/,
    ],
    [
      "a carry of another dtype",
      () =>
        scan(({ h }) => ({ carry: { h: input("f", h.shape, { dtype: "float16" }) }, outputs: {} }), {
          carry: { h: start },
          sequence: { x },
        }),
      DTypeError,
      /got float16/,
    ],
    [
      "a missing carry",
      () => scan((() => ({ carry: {}, outputs: {} })) as never, { carry: { h: start }, sequence: { x } }),
      ArgumentError,
      /h, got none/,
    ],
  ])("%s", (_, build, kind, text) => {
    expect(build).toThrow(kind);
    expect(build).toThrow(text);
  });

  test("an op without a gradient in the body is named, where it is in the way", () => {
    const make = (): { carry: { h: Tensor }; outputs: { y: Tensor } } =>
      scan(({ h }, { xt }) => ({ carry: { h: add(h, floor(xt)) }, outputs: { y: softmax(h) } }), {
        carry: { h: start },
        sequence: { xt: x },
      });
    expect(() => gradients(make().carry.h, [x])).toThrow(GradientError);
    expect(() => gradients(make().carry.h, [x])).toThrow(/floor/);
    expect(gradients(make().carry.h, [start])).toHaveLength(1);
  });

  test("what does not depend on a tensor has no gradient by it", () => {
    const { carry } = scan(({ h, s }, { xt }) => ({ carry: { h: tanh(h), s: add(s, xt) }, outputs: {} }), {
      carry: { h: start, s: start },
      sequence: { xt: x },
    });
    expect(() => gradients(carry.h, [x])).toThrow(GradientError);
  });
});
