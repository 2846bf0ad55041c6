/** What plain JavaScript can pass where the types would not let it: an error that says what to do, never a crash. */
import { expect, test } from "vitest";
import { ArgumentError, DeviceError, type LossmithError, ShapeError } from "../core/errors.ts";
import { conv2d, dense } from "../layers/index.ts";
import { functional, type Model, sequential } from "./model.ts";

const line = (): Model => sequential([dense(1)], { inputShape: [2] });
const data = { x: [[1, 2]], y: [[1]] };
const compiled = (): Model => line().compile({ loss: "mse" });

test.each<[string, () => unknown, new (...args: never[]) => LossmithError, RegExp]>([
  ["no options", () => line().compile(undefined as never), ArgumentError, /expected a loss, got none/],
  ["no loss", () => line().compile({} as never), ArgumentError, /expected a loss, got none/],
  ["a metric alone", () => line().compile({ loss: "mse", metrics: "mae" as never }), ArgumentError, /write \["mae"\]/],
  ["layers that are none", () => sequential([5 as never], { inputShape: [2] }), ArgumentError, /layers, such as/],
  ["no input shape", () => sequential([dense(1)], undefined as never), ArgumentError, /inputShape: \[4\]/],
  ["a network without outputs", () => functional({ inputs: {} } as never), ArgumentError, /outputs, by name/],
  ["a kernel without a size", () => conv2d(3, undefined as never), ArgumentError, /kernelSize: expected a whole/],
  ["no data", () => compiled().fit(undefined as never), ArgumentError, /arrays by field: \{ x, y \}/],
  [
    "callbacks in no array",
    () => compiled().fit(data, { callbacks: 5 as never }),
    ArgumentError,
    /callbacks: an array/,
  ],
  ["weights of another size", () => line().setWeights({ "dense/kernel": [1] }), ShapeError, /its 2 numbers in one row/],
  [
    "a device that does not exist",
    () =>
      line()
        .compile({ loss: "mse", device: "gpu" as never })
        .fit(data),
    DeviceError,
    /cpu, wasm, webgpu/,
  ],
])("%s", async (_, attempt, type, text) => {
  const error = await Promise.resolve()
    .then(attempt)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(type);
  expect((error as Error).message).toMatch(text);
});

test("weights can be given as numbers in one row", async () => {
  const model = line();
  model.setWeights({ "dense/kernel": [2, -1], "dense/bias": [0.5] });
  expect(Array.from(await (await model.predict({ x: [[3, 4]] })).numbers())).toEqual([2.5]);
});
