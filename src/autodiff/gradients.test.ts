import { describe, expect, test } from "vitest";
import { DTypeError, GradientError, ShapeError } from "../core/errors.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { add, floor, mul, square, sub } from "../ops/arithmetic.ts";
import { greater, where } from "../ops/compare.ts";
import { exp, log, tanh } from "../ops/exponential.ts";
import { gather } from "../ops/gather.ts";
import { split } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { argMax, softmax } from "../ops/reduce.ts";
import { cast, reshape, stopGradient, sum } from "../ops/structure.ts";
import { evaluate, type Feed } from "../runtime/evaluate.ts";
import { gradients } from "./gradients.ts";

const numbers = async (outputs: readonly Tensor[], feeds: Readonly<Record<string, Feed>>): Promise<number[][]> =>
  (await evaluate(outputs, feeds)).map((value) => Array.from(value.data as Float64Array));

const vector = (name: string, size: number): Tensor => input(name, [size], { dtype: "float64" });

function caught(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

describe("a missing gradient", () => {
  test("names the op, the path to it and what to use instead", () => {
    const weights = input("weights", [3]);
    const error = caught(() => gradients(sum(exp(floor(mul(tanh(weights), 2)))), [weights]));
    expect(error).toBeInstanceOf(GradientError);
    expect(error.message).toContain("floor: expected an op with a gradient on the way to weights");
    expect(error.message).toContain("floor <- mul <- tanh <- weights");
    expect(error.message).toContain("straight-through");
  });

  test("behind a mask names what made the mask", () => {
    const x = input("x", [3]);
    const { message } = caught(() => gradients(sum(cast(greater(tanh(x), 0), "float32")), [x]));
    expect(message).toContain("greater, which has none (path: sum <- ... <- greater <- tanh <- x)");
    expect(message).toContain("sigmoid(x / width)");
    expect(() => gradients(sum(cast(cast(x, "int32"), "float32")), [x])).toThrow(/cast, which has none/);
  });

  test("of a factor that is constant almost everywhere is 0, as long as something else connects", async () => {
    const x = vector("x", 2);
    const y = mul(x, cast(greater(x, 0), "float64"));
    expect(await numbers(gradients(y, [x]), { x: [3, -2] })).toEqual([[1, 0]]);
  });

  test("does not matter where nothing is asked through it", () => {
    const [x, y] = [input("x", [3]), input("y", [3])];
    expect(gradients(sum(mul(x, floor(y))), [x])).toHaveLength(1);
  });

  test("shows a long path by its ends", () => {
    const x = input("x", [1]);
    let y = x;
    for (let i = 0; i < 50; i++) y = tanh(y);
    const { message } = caught(() => gradients(sum(floor(y)), [x]));
    expect(message).toContain(" <- ... <- ");
    expect(message.length).toBeLessThan(400);
  });
});

describe("an unconnected tensor", () => {
  const [x, y] = [input("x", [2, 3]), input("y", [2, 3])];

  test("is an error that names both ends", () => {
    const error = caught(() => gradients(sum(x), [x, y]));
    expect(error).toBeInstanceOf(GradientError);
    const { message } = error;
    expect(message).toMatch(/gradient by y: .*path from Tensor\(sum.* to Tensor\(y/);
    expect(message).toContain('{ unconnected: "zero" }');
  });

  test("is one behind stopGradient, a condition or an index too", () => {
    expect(() => gradients(sum(stopGradient(x)), [x])).toThrow(GradientError);
    const condition = input("condition", [2, 3], { dtype: "bool" });
    expect(() => gradients(sum(where(condition, x, y)), [condition])).toThrow(GradientError);
    const table = input("table", [4]);
    expect(() => gradients(sum(gather(table, argMax(x))), [x])).toThrow(GradientError);
  });

  test("gets zeros on request", async () => {
    const [byX, byY] = gradients(sum(x), [x, y], { unconnected: "zero" });
    expect(byY?.shape).toEqual([2, 3]);
    expect(await numbers([byX as Tensor, byY as Tensor], {})).toEqual([new Array(6).fill(1), new Array(6).fill(0)]);
  });
});

describe("the seed", () => {
  const x = vector("x", 3);

  test("weighs the elements; without one they count alike", async () => {
    const y = square(x);
    const [alike] = gradients(y, [x]);
    const [weighed] = gradients(y, [x], { seed: constant([1, 0, -2], { dtype: "float64" }) });
    expect(await numbers([alike as Tensor, weighed as Tensor], { x: [1, 2, 3] })).toEqual([
      [2, 4, 6],
      [2, 0, -12],
    ]);
  });

  test("has the shape and dtype of what is differentiated", () => {
    expect(() => gradients(square(x), [x], { seed: constant([1, 2], { dtype: "float64" }) })).toThrow(ShapeError);
    expect(() => gradients(square(x), [x], { seed: constant([1, 2, 3]) })).toThrow(DTypeError);
  });
});

test("an integer cannot be differentiated", () => {
  const x = input("x", [2, 3]);
  expect(() => gradients(argMax(x), [x])).toThrow(GradientError);
});

test("paths that meet add up", async () => {
  const x = vector("x", 1);
  const shared = mul(x, 3);
  const y = add(add(mul(shared, shared), mul(shared, x)), add(x, x)); // 12x² + 2x
  expect(await numbers(gradients(y, [x]), { x: [5] })).toEqual([[122]]);
});

test("a tensor used twice by one op gets both parts", async () => {
  const a = input("a", [2, 2], { dtype: "float64" });
  const [got] = await numbers(gradients(matMul(a, a), [a]), { a: [1, 2, 3, 4] });
  // Σ (A A) by A: row sums of A along rows, column sums along columns.
  expect(got).toEqual([3 + 4, 7 + 4, 3 + 6, 7 + 6]);
});

test("of several outputs of a node, only some may be used", async () => {
  const x = vector("x", 4);
  const [, middle] = split(x, [1, 2, 1]) as [Tensor, Tensor, Tensor];
  expect(await numbers(gradients(square(middle), [x]), { x: [1, 2, 3, 4] })).toEqual([[0, 4, 6, 0]]);
});

describe("second derivatives", () => {
  test("of x³ are 6x, third 6", async () => {
    const x = vector("x", 2);
    const first = gradients(mul(square(x), x), [x])[0] as Tensor;
    const second = gradients(first, [x])[0] as Tensor;
    const third = gradients(second, [x])[0] as Tensor;
    expect(await numbers([first, second, third], { x: [1, -2] })).toEqual([
      [3, 12],
      [6, -12],
      [6, 6],
    ]);
  });

  test("mixed ones do not depend on the order", async () => {
    const [x, y] = [vector("x", 1), vector("y", 1)];
    const f = mul(exp(mul(x, y)), tanh(y));
    const byX = gradients(f, [x])[0] as Tensor;
    const byY = gradients(f, [y])[0] as Tensor;
    const [[xy], [yx]] = (await numbers([...gradients(byX, [y]), ...gradients(byY, [x])], { x: [0.3], y: [0.7] })) as [
      number[],
      number[],
    ];
    const e = Math.exp(0.21);
    const want = e * (Math.tanh(0.7) * (1 + 0.21) + 0.7 * (1 - Math.tanh(0.7) ** 2));
    expect(xy).toBeCloseTo(want, 12);
    expect(yx).toBeCloseTo(want, 12);
  });

  test("a gradient penalty is differentiable", async () => {
    const [w, x] = [vector("w", 2), vector("x", 2)];
    const slope = gradients(square(sum(mul(w, x))), [x])[0] as Tensor; // 2 (w·x) w
    const penalty = sum(square(slope)); // 4 (w·x)² |w|²
    const [[, byW1]] = (await numbers(gradients(penalty, [w]), { w: [1, 2], x: [3, -1] })) as [number[]];
    // by w₁: 8 (w·x) x₁ |w|² + 8 (w·x)² w₁ with w·x = 1
    expect(byW1).toBeCloseTo(8 * -1 * 5 + 8 * 2, 12);
  });
});

describe("an intermediate tensor", () => {
  test("gets what flows into it, and does not stop what flows on", async () => {
    const x = vector("x", 2);
    const h = mul(x, 3);
    const y = square(h);
    expect(await numbers(gradients(y, [h, x]), { x: [1, -2] })).toEqual([
      [6, -12],
      [18, -36],
    ]);
  });

  test("in the middle of a form that would be rewritten", async () => {
    const x = vector("x", 2);
    const p = softmax(x);
    const loss = sub(0, log(gather(p, constant([0], { dtype: "int64" }))));
    const [byP, byX] = (await numbers(gradients(loss, [p, x]), { x: [1, 1] })) as [number[], number[]];
    expect(byP).toEqual([-2, 0]);
    expect(byX[0]).toBeCloseTo(-0.5, 12);
    expect(byX[1]).toBeCloseTo(0.5, 12);
  });

  test("may be the result itself", async () => {
    const x = vector("x", 2);
    const y = log(softmax(x));
    expect(await numbers(gradients(y, [y]), { x: [1, 2] })).toEqual([[1, 1]]);
  });
});

test("graphs deeper than the call stack", async () => {
  const x = vector("x", 1);
  let y = x;
  for (let i = 0; i < 20_000; i++) y = add(y, x);
  expect(await numbers(gradients(y, [x]), { x: [1] })).toEqual([[20_001]]);
  let z = x;
  for (let i = 0; i < 20_000; i++) z = add(z, reshape(constant(1, { dtype: "float64" }), [1]));
  expect(await numbers(gradients(z, [x]), { x: [1] })).toEqual([[1]]);
}, 60_000);
