import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { add, div, mul, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { indicator, less, logicalAnd, logicalNot } from "../ops/compare.ts";
import { exp, softplus } from "../ops/exponential.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { customGradient, sum } from "../ops/structure.ts";
import { ofLabel } from "./labels.ts";
import { rootOrZero } from "./norms.ts";
import { cosines, maskedLogSumExp, offDiagonal } from "./pairwise.ts";
import { isLabel } from "./prototypes.ts";
import type { Kink } from "./spec.ts";

/**
 * (I - P)⁻¹ = I + P + P² + ... for a square P whose eigenvalues are at most `bound` in size. By doubling: the first 2ᵏ terms
 * are (I + P)(I + P²)(I + P⁴)..., and k is such that what is left out is below the digits of float64. The gradient is that
 * of the inverse itself.
 * @param bound below 1
 */
export function resolvent(p: Tensor, bound: number): Tensor {
  const doublings = Math.ceil(Math.log2(Math.max(2, -37 / Math.log(bound))));
  const forward = (first: Tensor): Tensor => {
    const identity = indicator(logicalNot(offDiagonal(first.shape[0] as number)), first);
    let [power, series] = [first, add(identity, first)];
    for (let k = 1; k < doublings; k++) {
      power = matMul(power, power);
      series = add(series, matMul(series, power));
    }
    return series;
  };
  return customGradient([p], forward, (grad, _, value) => {
    const across = transposeMatrix(value);
    return [matMul(matMul(across, grad), across)];
  });
}

/**
 * How often a walk that starts in each row of vectors is at each when it stops: it goes on with probability α, to a vector in
 * proportion to exp(2 max(0, cos)), the flow between two scaled by the roots of both their totals so that it is symmetric.
 * @param x [n, dim]
 * @param alpha between 0 and 1
 * @returns [n, n]
 */
export function walkSimilarity(x: Tensor, alpha: number): Tensor {
  const nearness = exp(mul(2, relu(cosines(x, x))));
  const flow = mul(nearness, indicator(offDiagonal(x.shape[0] as number), x));
  const root = rootOrZero(sum(flow, { axes: 1 }));
  const steps = div(div(flow, expandDims(root, 0)), expandDims(root, 1));
  return mul(1 - alpha, resolvent(mul(alpha, steps), alpha));
}

/**
 * log(1 + Σ e^(others' nearness - own + margin)), one for each example.
 * @param nearness of the examples to all classes, [batch, classes]
 * @param index the own class, [batch]
 * @param violatingOnly without those that are less near than the own class by the margin
 */
export function loseToOthers(nearness: Tensor, index: Tensor, margin: number, violatingOnly: boolean): Tensor {
  const excess = add(sub(nearness, expandDims(ofLabel(nearness, index), 1)), margin);
  const others = logicalNot(isLabel(index, nearness.shape[1] as number));
  return softplus(maskedLogSumExp(excess, violatingOnly ? logicalAnd(others, logicalNot(less(excess, 0))) : others));
}

/** Of walks that treat angles beyond a right one as right. */
export const walkKinks: readonly Kink[] = [
  {
    at: "a right angle between two embeddings",
    gradient: "0 by their cosine, as where it is negative",
    point: {
      inputs: {
        yTrue: [0],
        yPred: [[0, 0, 1]],
        proxies: [
          [1, 0, 0],
          [0, 1, 0],
        ],
      },
      gradients: {
        yPred: [[0, 0, 0]],
        proxies: [
          [0, 0, 0],
          [0, 0, 0],
        ],
      },
    },
  },
];
