import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { meanOfExample } from "../examples.ts";
import { rootOrZero } from "../norms.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface ScaleInvariantLogOptions {
  /** How much of a common factor is forgiven: 0 none, 1 all of it. Default 0.5. */
  readonly lambda?: number;
  /** The square root. Default false. */
  readonly root?: boolean;
}

/**
 * Scale-invariant error of logarithms: their variance, and (1 - lambda) of the square of their mean.
 * @param yTrue depths, [batch, ..., n] positive
 * @param yPred depths, the same shape, positive
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function scaleInvariantLog(
  yTrue: Tensor,
  yPred: Tensor,
  { lambda = 0.5, root = false }: ScaleInvariantLogOptions = {},
): Tensor {
  bindAlike("scaleInvariantLog", { yTrue, yPred }, "[batch, ..., n]");
  const logs = sub(log(yPred), log(yTrue));
  const shift = mean(logs, { axes: logs.shape.map((_, axis) => axis).slice(1), keepDims: true });
  const loss = add(meanOfExample(square(sub(logs, shift))), meanOfExample(mul(1 - lambda, square(shift))));
  return root ? rootOrZero(loss) : loss;
}

const spec: LossSpec<ScaleInvariantLogOptions> = {
  fn: scaleInvariantLog,
  aliases: ["silog", { name: "SILogLoss", options: { lambda: 0.85, root: true } }],
  family: "image",
  tasks: ["regression"],
  summary: "Depth up to a factor.",
  formula:
    "\\frac{1}{n} \\sum_i d_i^2 - \\frac{\\lambda}{n^2} \\Big(\\sum_i d_i\\Big)^2, \\quad d = \\log \\hat y - \\log y",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true },
  ],
  values: "[batch]",
  params: {
    lambda: { kind: "number", default: 0.5, min: 0, max: 1, doc: "How much of a common factor is forgiven." },
    root: { kind: "flag", default: false, doc: "The square root." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Eigen et al. 2014, arXiv:1406.2283"],
  reference: {},
};
export default spec;
