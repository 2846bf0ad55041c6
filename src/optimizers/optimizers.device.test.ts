import { describe, expect, inject, test } from "vitest";
import fixture from "../../tests/fixtures/optimizers.json" with { type: "json" };
import { distance, steps } from "../../tests/optimizers/steps.ts";
import { adagrad, adam, adamW, lion, nadam, type Optimizer, resolveOptimizer, rmsprop, sgd } from "./index.ts";

const device = inject("device");
const { start, gradients, rates } = fixture;
const precisions = device === "webgpu" ? (["float32"] as const) : (["float32", "float64"] as const);
const bounds = { float32: 2e-5, float64: 1e-9 };

describe("ten steps as PyTorch takes them", () => {
  test.each(fixture.cases.map((each) => [`${each.name} ${JSON.stringify(each.options)}`, each] as const))(
    "%s",
    async (_, { name, options, parameters }) => {
      const optimizer = resolveOptimizer({ name, ...options });
      for (const dtype of precisions) {
        const got = await steps(optimizer, gradients, rates, start, dtype, device);
        expect(distance(got, parameters), dtype).toBeLessThan(bounds[dtype]);
      }
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

test.each(formulas)("%s is the formula", async (_, optimizer, formula) => {
  const columns = start.map((p, k) =>
    formula(
      p,
      gradients.map((row) => row[k] as number),
    ),
  );
  const want = gradients.map((_row, i) => columns.map((column) => column[i] as number));
  for (const dtype of precisions) {
    const got = await steps(optimizer, gradients, rates, start, dtype, device);
    expect(distance(got, want), dtype).toBeLessThan(dtype === "float64" ? 1e-10 : bounds.float32);
  }
});
