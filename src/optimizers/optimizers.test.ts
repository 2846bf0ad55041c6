import { describe, expect, test } from "vitest";
import fixture from "../../tests/fixtures/optimizers.json" with { type: "json" };
import { ArgumentError, NameError } from "../core/errors.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { compileFunction } from "../runtime/evaluate.ts";
import {
  adagrad,
  adam,
  adamW,
  clipGradients,
  lion,
  nadam,
  type Optimizer,
  resolveOptimizer,
  rmsprop,
  sgd,
} from "./index.ts";

type DType = "float32" | "float64";

/** Parameters after each step, for given gradients. */
async function steps(optimizer: Optimizer, gradients: number[][], rates: number[], start: number[], dtype: DType) {
  const shape = [start.length];
  const parameter = input("parameter", shape, { dtype });
  const names = Object.keys(optimizer.slots);
  const slots = Object.fromEntries(names.map((name) => [name, input(name, shape, { dtype })]));
  const update = optimizer.update({
    parameter,
    gradient: input("gradient", shape, { dtype }),
    slots,
    learningRate: input("rate", [], { dtype }),
    step: input("step", [], { dtype }),
  });
  expect(Object.keys(update.slots).sort()).toEqual([...names].sort());
  const compiled = await compileFunction([update.parameter, ...names.map((name) => update.slots[name] as Tensor)]);
  let values: Record<string, number[]> = { parameter: start };
  for (const name of names) values[name] = start.map(() => optimizer.slots[name] as number);
  const history: number[][] = [];
  for (const [i, gradient] of gradients.entries()) {
    const results = await compiled.run({ ...values, gradient, rate: rates[i] as number, step: i + 1 });
    const read = await Promise.all(results.map(async (value) => Array.from((await value.read()) as Float64Array)));
    values = Object.fromEntries(["parameter", ...names].map((name, k) => [name, read[k] as number[]]));
    history.push(values["parameter"] as number[]);
  }
  return history;
}

/** Largest difference, relative to the size of the numbers. */
function distance(got: number[][], want: number[][]): number {
  return Math.max(
    ...want.flatMap((row, i) =>
      row.map((value, k) => Math.abs((got[i]?.[k] as number) - value) / Math.max(1, Math.abs(value))),
    ),
  );
}

const { start, gradients, rates } = fixture;

describe("ten steps as PyTorch takes them", () => {
  test.each(fixture.cases.map((each) => [`${each.name} ${JSON.stringify(each.options)}`, each] as const))(
    "%s",
    async (_, { name, options, parameters }) => {
      const optimizer = resolveOptimizer({ name, ...options });
      expect(distance(await steps(optimizer, gradients, rates, start, "float64"), parameters)).toBeLessThan(1e-9);
      expect(distance(await steps(optimizer, gradients, rates, start, "float32"), parameters)).toBeLessThan(2e-5);
    },
  );
});

type Formula = (start: number, gs: readonly number[]) => number[];

const rateAt = (i: number): number => rates[i] as number;

function adamFormula(decay: number): Formula {
  return (start, gs) => {
    let [p, m, v] = [start, 0, 0];
    return gs.map((g, i) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const change = m / (1 - 0.9 ** (i + 1)) / (Math.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-7);
      p -= rateAt(i) * (change + decay * p);
      return p;
    });
  };
}

/** With the product of momenta kept from step to step, as the paper has it. */
function nadamFormula(beta1: number, momentumDecay: number): Formula {
  return (start, gs) => {
    let [p, m, v, product] = [start, 0, 0, 1];
    const momentum = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    return gs.map((g, i) => {
      const t = i + 1;
      product *= momentum(t);
      m = beta1 * m + (1 - beta1) * g;
      v = 0.999 * v + 0.001 * g * g;
      const size = Math.sqrt(v / (1 - 0.999 ** t)) + 1e-7;
      const byMean = (momentum(t + 1) * m) / (1 - product * momentum(t + 1));
      p -= (rateAt(i) * (((1 - momentum(t)) * g) / (1 - product) + byMean)) / size;
      return p;
    });
  };
}

/** The papers' formulas, element by element, with state as they have it. */
const formulas: readonly (readonly [string, Optimizer, Formula])[] = [
  ["sgd", sgd(), (start, gs) => gs.map((_, i) => gs.slice(0, i + 1).reduce((p, g, k) => p - rateAt(k) * g, start))],
  ["adam", adam(), adamFormula(0)],
  ["adamW", adamW(), adamFormula(0.004)],
  ["nadam", nadam(), nadamFormula(0.9, 0.004)],
  ["nadam, fast", nadam({ beta1: 0.7, momentumDecay: 3 }), nadamFormula(0.7, 3)],
  ["nadam, no warming", nadam({ momentumDecay: 0 }), nadamFormula(0.9, 0)],
  [
    "lion",
    lion(),
    (start, gs) => {
      let [p, m] = [start, 0];
      return gs.map((g, i) => {
        p -= rateAt(i) * Math.sign(0.9 * m + 0.1 * g);
        m = 0.99 * m + 0.01 * g;
        return p;
      });
    },
  ],
  [
    "rmsprop",
    rmsprop(),
    (start, gs) => {
      let [p, v] = [start, 0];
      return gs.map((g, i) => {
        v = 0.9 * v + 0.1 * g * g;
        p -= (rateAt(i) * g) / (Math.sqrt(v) + 1e-7);
        return p;
      });
    },
  ],
  [
    "adagrad",
    adagrad(),
    (start, gs) => {
      let [p, total] = [start, 0.1];
      return gs.map((g, i) => {
        total += g * g;
        p -= (rateAt(i) * g) / (Math.sqrt(total) + 1e-7);
        return p;
      });
    },
  ],
];

test.each(formulas)("%s with its defaults is the formula", async (_, optimizer, formula) => {
  const columns = start.map((p, k) =>
    formula(
      p,
      gradients.map((row) => row[k] as number),
    ),
  );
  const want = gradients.map((_row, i) => columns.map((column) => column[i] as number));
  expect(distance(await steps(optimizer, gradients, rates, start, "float64"), want)).toBeLessThan(1e-10);
});

test("lion takes the decay from the parameter", async () => {
  const [row] = await steps(lion({ weightDecay: 0.5 }), [[2, -3, 0]], [0.1], [1, 1, 1], "float64");
  expect(distance([row as number[]], [[1 - 0.05 - 0.1, 1 - 0.05 + 0.1, 1 - 0.05]])).toBeLessThan(1e-12);
});

test("late steps of adam lose nothing to float32", async () => {
  const late = adam();
  const values = { parameter: [1], gradient: [0.5], m: [3], v: [40], rate: 0.1, step: 5e6 };
  const run = async (dtype: DType): Promise<number> => {
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
