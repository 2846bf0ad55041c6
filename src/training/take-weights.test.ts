import { expect, test } from "vitest";
import { GraphError } from "../core/errors.ts";
import { dense, networkInput } from "../layers/index.ts";
import { functional, sequential } from "./model.ts";

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
