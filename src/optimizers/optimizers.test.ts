import { describe, expect, test } from "vitest";
import { distance, steps } from "../../tests/optimizers/steps.ts";
import { ArgumentError, NameError } from "../core/errors.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { compileFunction } from "../runtime/evaluate.ts";
import { adam, clipGradients, lion, resolveOptimizer, sgd } from "./index.ts";

test("lion takes the decay from the parameter", async () => {
  const [row] = await steps(lion({ weightDecay: 0.5 }), [[2, -3, 0]], [0.1], [1, 1, 1], "float64");
  expect(distance([row as number[]], [[1 - 0.05 - 0.1, 1 - 0.05 + 0.1, 1 - 0.05]])).toBeLessThan(1e-12);
});

test("late steps of adam lose nothing to float32", async () => {
  const late = adam();
  const values = { parameter: [1], gradient: [0.5], m: [3], v: [40], rate: 0.1, step: 5e6 };
  const run = async (dtype: "float32" | "float64"): Promise<number> => {
    const of = (name: string): Tensor => input(name, [1], { dtype });
    const { parameter } = late.update({
      parameter: of("parameter"),
      gradient: of("gradient"),
      slots: { m: of("m"), v: of("v") },
      learningRate: input("rate", [], { dtype }),
      step: input("step", [], { dtype }),
    });
    return (await (await compileFunction([parameter])).run(values))[0]?.number() as Promise<number>;
  };
  expect(Math.abs((await run("float32")) - (await run("float64")))).toBeLessThan(1e-6);
});

describe("names and options", () => {
  test.each(["adam", "Adam", "AdamW", "adamw", "adam_w", "RMSprop", "SGD", "Nadam", "NAdam", "Adagrad", "Lion"])(
    "%s",
    (name) => expect(resolveOptimizer(name).kind.toLowerCase()).toBe(name.toLowerCase().replace("_", "")),
  );

  test("an optimizer stays what it is", () => {
    const optimizer = sgd({ learningRate: 0.5, momentum: 0.1, clipNorm: 2 });
    expect(resolveOptimizer(optimizer)).toBe(optimizer);
    expect(optimizer.options).toEqual({
      learningRate: 0.5,
      momentum: 0.1,
      nesterov: false,
      weightDecay: 0,
      clipNorm: 2,
    });
    expect(optimizer.clip).toEqual({ clipNorm: 2 });
  });

  test("a schedule is kept", () => {
    const learningRate = (step: number): number => 1 / (step + 1);
    expect(resolveOptimizer({ name: "adam", learningRate }).learningRate).toBe(learningRate);
  });

  test.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
    ["unknown name", () => resolveOptimizer("adm"), NameError, /did you mean "adam"/],
    [
      "unknown option",
      () => resolveOptimizer({ name: "adamW", weight_decay: 1 }),
      NameError,
      /did you mean "weightDecay"/,
    ],
    ["no name", () => resolveOptimizer(undefined as never), ArgumentError, /name/],
    ["rate", () => adam({ learningRate: 0 }), ArgumentError, /learningRate/],
    ["rate as text", () => adam({ learningRate: "0.1" as never }), ArgumentError, /"0.1"/],
    ["beta", () => adam({ beta1: 1 }), ArgumentError, /beta1/],
    ["epsilon", () => adam({ epsilon: -1 }), ArgumentError, /epsilon/],
    ["switch", () => adam({ amsgrad: 1 as never }), ArgumentError, /amsgrad/],
    ["clip", () => adam({ clipNorm: 0 }), ArgumentError, /clipNorm/],
    ["nesterov alone", () => sgd({ nesterov: true }), ArgumentError, /momentum/],
  ])("%s", (_, run, kind, text) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(text);
  });
});

describe("clipGradients", () => {
  const clip = async (values: number[][], options: Parameters<typeof clipGradients>[1]): Promise<number[][]> => {
    const inputs = values.map((row, i) => input(`g${i}`, [row.length]));
    const feeds = Object.fromEntries(values.map((row, i) => [`g${i}`, row]));
    const results = await (await compileFunction(clipGradients(inputs, options))).run(feeds);
    return Promise.all(results.map(async (value) => Array.from((await value.read()) as Float32Array)));
  };
  const close = (got: number[][], want: number[][]): void => expect(distance(got, want)).toBeLessThan(1e-6);

  test("by value", async () => close(await clip([[3, -4, 0.5]], { clipValue: 1 }), [[1, -1, 0.5]]));
  test("each norm", async () =>
    close(
      await clip(
        [
          [3, -4],
          [0.3, 0.4],
        ],
        { clipNorm: 1 },
      ),
      [
        [0.6, -0.8],
        [0.3, 0.4],
      ],
    ));
  test("the norm of all", async () =>
    close(
      await clip(
        [
          [3, 0],
          [0, 4],
        ],
        { globalClipNorm: 1 },
      ),
      [
        [0.6, 0],
        [0, 0.8],
      ],
    ));
  test("zeros stay zeros", async () => close(await clip([[0, 0]], { clipNorm: 1, globalClipNorm: 1 }), [[0, 0]]));
  test("nothing asked, nothing done", () => {
    const g = input("g", [2]);
    expect(clipGradients([g], {})[0]).toBe(g);
  });
});
