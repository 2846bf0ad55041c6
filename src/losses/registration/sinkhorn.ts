import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { pow } from "../../ops/exponential.ts";
import { rootOrZero } from "../norms.ts";
import { pointSets, requirePoints, squaredPointDistances, transportCost } from "../points.ts";
import type { LossSpec } from "../spec.ts";

export interface SinkhornOptions {
  /** Strength of the entropy, in the unit of the cost: blurs the transport. Default 0.1. */
  readonly epsilon?: number;
  /** Updates of the potentials. Default 20. */
  readonly iterations?: number;
  /** The cost is the distance to this power. Default 2. */
  readonly power?: number;
  /** Less half the cost of each set to itself, so that equal sets are at 0. Default true. */
  readonly debias?: boolean;
}

/**
 * Sinkhorn divergence: the cost of moving one set of points, all weighing alike, onto the other, with an entropy that makes it
 * smooth. Updates of potentials in log space; the gradient is that of the transport found, the potentials held constant.
 * @param yTrue points, [batch, points, dim] real
 * @param yPred points, [batch, predictions, dim] real
 * @returns [batch]
 * @throws ShapeError when batch or dimension differ
 */
export function sinkhorn(yTrue: Tensor, yPred: Tensor, options: SinkhornOptions = {}): Tensor {
  requirePoints("sinkhorn", yTrue, yPred);
  const { epsilon = 0.1, iterations = 20, power = 2, debias = true } = options;
  const cost = (x: Tensor, y: Tensor): Tensor => {
    const squares = squaredPointDistances(x, y);
    const raised = power === 2 ? squares : power === 1 ? rootOrZero(squares) : pow(squares, power / 2);
    return transportCost(raised, epsilon, iterations);
  };
  const moved = cost(yPred, yTrue);
  return debias ? sub(moved, mul(0.5, add(cost(yPred, yPred), cost(yTrue, yTrue)))) : moved;
}

const spec: LossSpec<SinkhornOptions> = {
  fn: sinkhorn,
  aliases: ["SinkhornDistance", "sinkhornDivergence", "earthMover", "emd"],
  family: "registration",
  tasks: ["alignment", "generation"],
  summary: "Cost of moving one set of points onto the other.",
  formula:
    "W_\\epsilon(y, \\hat y) - \\tfrac12 W_\\epsilon(y, y) - \\tfrac12 W_\\epsilon(\\hat y, \\hat y), \\quad W_\\epsilon = \\min_P \\langle P, C \\rangle + \\epsilon \\mathrm{KL}(P \\Vert a \\otimes b)",
  inputs: pointSets,
  values: "[batch]",
  params: {
    epsilon: {
      kind: "number",
      default: 0.1,
      above: 0,
      example: 1,
      doc: "Strength of the entropy, in the unit of the cost.",
    },
    iterations: { kind: "integer", default: 20, min: 1, example: 5, doc: "Updates of the potentials." },
    power: { kind: "number", default: 2, min: 1, max: 4, example: 1, doc: "The cost is the distance to this power." },
    debias: { kind: "flag", default: true, doc: "Less half the cost of each set to itself." },
  },
  // Costs are divided by epsilon before they are exponents, and their rounding with them.
  rounding: 1e-4,
  minimum: null,
  kinks: [],
  cite: ["Cuturi 2013, arXiv:1306.0895", "Feydy et al. 2019, arXiv:1810.08278"],
  reference: {},
};
export default spec;
