import { expect, inject, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { DeviceError, DTypeError, GraphError, ShapeError } from "../core/errors.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { div, mul, square, sub } from "../ops/arithmetic.ts";
import { matMul } from "../ops/matmul.ts";
import { mean } from "../ops/reduce.ts";
import { compileFunction, evaluate } from "./evaluate.ts";
import { createStepper, type Values } from "./stepper.ts";
import { Value } from "./value.ts";

const device = inject("device");

/** Gradient descent on a linear model: enough to see state go from step to step. */
function descent() {
  const x = input("x", [4, 2]);
  const y = input("y", [4, 1]);
  const rate = input("rate", []);
  const w = input("w", [2, 1]);
  const loss = mean(square(sub(matMul(x, w), y)));
  const [g] = gradients(loss, [w]) as [Tensor];
  return { batch: [x, y], fixed: [rate], state: [{ tensor: w, next: sub(w, mul(rate, g)) }], outputs: { loss } };
}

const steps = 6;
const numbers = (count: number, shift: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(1 + i * 1.7 + shift));
const feeds = {
  x: Value.of(numbers(steps * 8, 0), [steps, 4, 2]),
  y: Value.of(numbers(steps * 4, 5), [steps, 4, 1]),
};
const fixed = { rate: Value.of([0.1], []) };
const start = (): Values => ({ w: Value.of([0.3, -0.2], [2, 1]) });

/** One step's part of stacked values. */
function at(step: number): Values {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, value]) => {
      const size = value.size / steps;
      const data = (value.data as Float32Array).slice(step * size, (step + 1) * size);
      return [name, Value.of(data, [1, ...value.shape.slice(1)])];
    }),
  );
}

async function oneByOne() {
  const stepper = createStepper(descent(), { device });
  let state = start();
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const result = await stepper.run(1, at(step), fixed, state);
    state = result.state;
    losses.push(await (result.outputs["loss"] as Value).number());
  }
  return { losses, w: Array.from((await (state["w"] as Value).read()) as Float32Array) };
}

/** The same descent in JavaScript's float64. */
function byHand() {
  let w = [0.3, -0.2] as [number, number];
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const gradient = [0, 0] as [number, number];
    let loss = 0;
    for (let row = 0; row < 4; row++) {
      const x = [0, 1].map((column) => Math.fround(feeds.x.data[(step * 4 + row) * 2 + column] as number)) as [
        number,
        number,
      ];
      const error = x[0] * w[0] + x[1] * w[1] - (feeds.y.data[step * 4 + row] as number);
      loss += error ** 2 / 4;
      gradient[0] += (2 * error * x[0]) / 4;
      gradient[1] += (2 * error * x[1]) / 4;
    }
    losses.push(loss);
    w = [w[0] - 0.1 * gradient[0], w[1] - 0.1 * gradient[1]];
  }
  return { losses, w };
}

test("state goes from step to step", async () => {
  const [got, want] = [await oneByOne(), byHand()];
  for (const [i, loss] of got.losses.entries()) expect(loss).toBeCloseTo(want.losses[i] as number, 5);
  for (const [i, value] of got.w.entries()) expect(value).toBeCloseTo(want.w[i] as number, 5);
});

test("several steps in one call give the same bits as one by one", async () => {
  const stepper = createStepper(descent(), { device });
  const single = await oneByOne();
  if (!stepper.canLoop)
    return expect(() => stepper.run(steps, feeds, fixed, start())).rejects.toThrow("one step per call");
  const result = await stepper.run(steps, feeds, fixed, start());
  expect(Array.from((result.outputs["loss"] as Value).data as Float32Array)).toEqual(single.losses);
  expect(Array.from((result.state["w"] as Value).data as Float32Array)).toEqual(single.w);
});

test("a graph is loaded once", async () => {
  const x = input("x", [3]);
  const [first, second] = [
    await compileFunction([square(x)], { device }),
    await compileFunction([square(x)], { device }),
  ];
  expect(first.model).toEqual(second.model);
  const [value] = await second.run({ x: [1, 2, 3] });
  expect(Array.from((value as Value).data as Float32Array)).toEqual([1, 4, 9]);
});

test("feeds are checked against the graph", async () => {
  const x = input("x", [3]);
  await expect(evaluate([square(x)], { x: Value.of([1, 2], [2]) }, { device })).rejects.toThrow(ShapeError);
  await expect(evaluate([square(x)], { x: Value.of([1, 2, 3], [3], "int32") }, { device })).rejects.toThrow(DTypeError);
  await expect(evaluate([square(x)], {}, { device })).rejects.toThrow(GraphError);
  await expect(evaluate([square(x)], {}, { device })).rejects.toThrow('none for "x"');
});

test("two inputs of one name are refused", async () => {
  await expect(evaluate([mul(input("x", [2]), input("x", [2]))], { x: [1, 2] }, { device })).rejects.toThrow(
    '"x" twice',
  );
});

test("a value of another device is refused", async () => {
  const x = input("x", [1]);
  const remote = {
    dims: [1],
    type: "float32",
    location: "gpu-buffer",
    dispose: () => undefined,
    getData: async () => new Float32Array([1]),
  };
  const elsewhere = Value.resident(remote as never, "float32", device === "webgpu" ? "cpu" : "webgpu");
  await expect(evaluate([square(x)], { x: elsewhere }, { device })).rejects.toThrow(DeviceError);
});

test.skipIf(device === "webgpu")("a float64 product keeps its digits beside a constant factor", async () => {
  const [a, b] = ["a", "b"].map((name) => input(name, [2, 2], { dtype: "float64" })) as [Tensor, Tensor];
  const [result] = await evaluate([div(matMul(a, b), 0.07)], { a: [1, 2, 3, 4], b: [1, 0, 0, 1] }, { device });
  expect(Array.from((await result?.read()) as Float64Array)).toEqual([1, 2, 3, 4].map((x) => x / 0.07));
});
