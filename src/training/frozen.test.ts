import { expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { GraphError } from "../core/errors.ts";
import { input } from "../core/tensor.ts";
import { dense, networkInput } from "../layers/index.ts";
import { sum } from "../ops/structure.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { frozen } from "./frozen.ts";
import { functional, sequential } from "./model.ts";

test("a frozen model gives what it predicts, needs no weights, and passes gradients to its input", async () => {
  const model = sequential([dense(3, { activation: "tanh" }), dense(1)], { inputShape: [2], seed: 5 });
  const apply = await frozen(model);
  const x = input("x", [2, 2]);
  const y = apply({ x })["y"] as typeof x;
  const [slope] = gradients(sum(y), [x]) as [typeof x];
  const at = [0.3, -0.2, 1, 2];
  const [value, gradient] = await evaluate([y, slope], { x: at });
  expect(value?.data).toEqual((await model.predict({ x: Float32Array.from(at) })).data);
  const moved = (await model.predict({ x: Float32Array.from([0.301, -0.2, 0.299, -0.2]) })).data as Float32Array;
  expect(gradient?.data[0]).toBeCloseTo(((moved[0] as number) - (moved[1] as number)) / 0.002, 3);
});

test("a network takes the weights of the layers it shares with another, whatever they are called there", async () => {
  const [first, last] = [dense(3, { activation: "tanh" }), dense(2)];
  const [x, z] = [networkInput([2]), networkInput([3])];
  const whole = functional({ inputs: { x }, outputs: { y: last(first(x)) } }, { seed: 1 });
  const part = functional({ inputs: { z }, outputs: { y: last(z) } }, { seed: 2 });
  await part.takeWeights(whole);
  expect(part.weights["dense/kernel"]?.data).toEqual(whole.weights["dense_1/kernel"]?.data);
  const other = sequential([dense(2)], { inputShape: [2] });
  await expect(other.takeWeights(whole)).rejects.toThrow(GraphError);
});
