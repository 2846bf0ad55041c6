import { expect, test } from "vitest";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import { constant, input } from "../core/tensor.ts";
import { compileFunction, evaluate } from "../runtime/evaluate.ts";
import { Value } from "../runtime/value.ts";
import { vecdot } from "./vecdot.ts";

test.each([[[3, 1000]], [[2, 2, 1500]], [[1, 4096]], [[1000]]])(
  "long rows %j have the sums that float64 gives",
  async (shape) => {
    const size = shape.reduce((a, b) => a * b);
    const width = shape.at(-1) as number;
    const [a, b] = [Math.sin, Math.cos].map((f) => Float32Array.from({ length: size }, (_, i) => f(i * 1.7) + 0.1));
    const { run } = await compileFunction([vecdot(input("a", shape), input("b", shape))]);
    const [value] = (await run({ a: Value.of(a as Float32Array, shape), b: Value.of(b as Float32Array, shape) })) as [
      Value,
    ];
    expect(value.shape).toEqual(shape.slice(0, -1));
    const found = await value.numbers();
    for (const [row, each] of found.entries()) {
      let exact = 0;
      for (let i = row * width; i < (row + 1) * width; i++) exact += (a?.[i] as number) * (b?.[i] as number);
      expect(Math.abs(each - exact)).toBeLessThan(1e-6 * width);
    }
  },
);

test("no numbers make 0, as an empty sum does", async () => {
  const [value] = await evaluate([vecdot(constant([], { shape: [2, 0] }), constant([], { shape: [2, 0] }))]);
  expect([...(await (value as Value).numbers())]).toEqual([0, 0]);
});

test("what does not fit is said", () => {
  const x = input("x", [2, 3]);
  expect(() => vecdot(x, input("y", [3, 2]))).toThrow(ShapeError);
  expect(() => vecdot(x, input("y", [2, 3], { dtype: "float64" }))).toThrow(DTypeError);
  expect(() => vecdot(input("a", []), input("b", []))).toThrow(ArgumentError);
});
