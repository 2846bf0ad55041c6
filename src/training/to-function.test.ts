import { describe, expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { ArgumentError } from "../core/errors.ts";
import { constant, input } from "../core/tensor.ts";
import { batchNorm, conv2d, dense, dropout, flatten, networkInput } from "../layers/index.ts";
import { add, square } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { Value } from "../runtime/value.ts";
import { minimize } from "./minimize.ts";
import { functional, sequential } from "./model.ts";

const numbers = async (value: Value | undefined): Promise<number[]> => Array.from(await (value as Value).numbers());

describe("toFunction", () => {
  const layers = [conv2d(3, 3), batchNorm(), flatten(), dropout(0.5), dense(2)];
  const model = sequential(layers, { inputShape: [1, 4, 4], seed: 5 });
  const pixels = Array.from({ length: 32 }, (_, i) => Math.sin(i));

  test("gives what predict gives: not in training", async () => {
    const x = input("x", [2, 1, 4, 4]);
    const { y } = (await model.toFunction())({ x });
    const [value] = await evaluate([y as NonNullable<typeof y>], { x: pixels });
    const examples = [0, 1].map((i) => [
      [0, 1, 2, 3].map((row) => pixels.slice(i * 16 + row * 4, i * 16 + row * 4 + 4)),
    ]);
    const expected = await numbers(await model.predict({ x: examples }));
    const got = await numbers(value);
    got.forEach((each, i) => {
      expect(each).toBeCloseTo(expected[i] as number, 5);
    });
  });

  test("gradients go through it to what it is given", async () => {
    const apply = await model.toFunction();
    const x = input("x", [2, 1, 4, 4]);
    const total = sum(apply({ x })["y"] as NonNullable<ReturnType<typeof apply>[string]>);
    const [gradient] = gradients(total, [x]);
    const [at, slopes] = await evaluate([total, gradient as typeof x], { x: pixels });
    const moved = pixels.map((value, i) => (i === 7 ? value + 0.5 : value));
    const [after] = await evaluate([total], { x: moved });
    const change = ((await numbers(after))[0] as number) - ((await numbers(at))[0] as number);
    expect(change).toBeCloseTo(0.5 * ((await numbers(slopes))[7] as number), 4); // the network is linear
  });

  test("weights are those of the time it was made", async () => {
    const linear = sequential([dense(1, { useBias: false })], { inputShape: [1] });
    const one = (value: number) => ({ "dense/kernel": Value.of([value], [1, 1]) });
    linear.setWeights(one(2));
    const apply = await linear.toFunction();
    linear.setWeights(one(5));
    const [value] = await evaluate([apply({ x: constant([[3]]) })["y"] as never]);
    expect(await numbers(value)).toEqual([6]);
  });

  test("minimize finds an input that the network gives a wanted output for", async () => {
    const apply = await model.toFunction();
    const { parameters, losses } = await minimize({
      parameters: { image: Value.of(new Float32Array(16), [1, 1, 4, 4]) },
      loss: ({ image }) => {
        const y = apply({ x: image as NonNullable<typeof image> })["y"] as NonNullable<typeof image>;
        return mean(square(add(y, constant([[-1, 2]]))));
      },
      optimizer: { name: "adam", learningRate: 0.05 },
      steps: 300,
    });
    expect(losses.at(-1)).toBeLessThan(1e-4);
    const image = await numbers(parameters["image"]);
    const rows = [0, 1, 2, 3].map((row) => image.slice(row * 4, row * 4 + 4));
    const [first, second] = await numbers(await model.predict({ x: [[rows]] }));
    expect(first).toBeCloseTo(1, 1);
    expect(second).toBeCloseTo(-2, 1);
  });

  test("an input that is left out", async () => {
    const [a, b] = [networkInput([2]), networkInput([2])];
    const two = functional({ inputs: { a, b }, outputs: { y: dense(1)(a), z: dense(1)(b) } });
    const apply = await two.toFunction();
    expect(() => apply({ a: input("a", [1, 2]) })).toThrow(ArgumentError);
  });
});
