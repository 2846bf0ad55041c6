import type { Tensor } from "../../core/tensor.ts";
import { abs, mul, neg, sign } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { log1p } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { fullLike, stopGradient, sum } from "../../ops/structure.ts";
import { atomsOf, projected } from "../policy.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface TwoHotOptions {
  /** The lowest atom. Default -20. */
  readonly minValue?: number;
  /** The highest atom; above the lowest. Default 20. */
  readonly maxValue?: number;
  /** Atoms are spaced evenly in sign(y) log(1 + |y|). Default false. */
  readonly symlog?: boolean;
}

/**
 * Cross-entropy of a number spread over the two nearest of evenly spaced atoms: regression by classification, as
 * critics of large models are trained. With `symlog` numbers of any size fit.
 * @param yTrue numbers, [batch]; held between the outermost atoms
 * @param logits of the atoms, [batch, atoms]
 * @returns [batch], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function twoHot(
  yTrue: Tensor,
  logits: Tensor,
  { minValue = -20, maxValue = 20, symlog = false }: TwoHotOptions = {},
): Tensor {
  bindFloats("twoHot", { yTrue: [yTrue, "[batch]"], logits: [logits, "[batch, atoms]"] });
  const given = expandDims(symlog ? mul(sign(yTrue), log1p(abs(yTrue))) : yTrue, 1);
  const target = projected(fullLike(given, 1), given, atomsOf("twoHot", logits, minValue, maxValue));
  return neg(sum(mul(stopGradient(target), logSoftmax(logits)), { axes: -1 }));
}

const spec: LossSpec<TwoHotOptions, [Tensor, Tensor]> = {
  fn: twoHot,
  aliases: ["twoHotCrossentropy"],
  family: "reinforcement",
  tasks: ["control", "regression"],
  summary: "Regression as classification over the two nearest atoms.",
  formula: "-\\sum_i t_i \\log \\mathrm{softmax}(x)_i, \\quad t_i = \\max(0, 1 - |y - z_i| / \\Delta)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch]" },
    { name: "logits", domain: "logits", shape: "[batch, atoms]", grad: true },
  ],
  params: {
    minValue: { kind: "number", default: -20, doc: "The lowest atom." },
    maxValue: { kind: "number", default: 20, doc: "The highest atom; above the lowest." },
    symlog: { kind: "flag", default: false, doc: "Atoms are spaced evenly in sign(y) log(1 + |y|)." },
  },
  values: "[batch]",
  sizes: { atoms: 5 },
  minimum: 0,
  kinks: [],
  cite: ["Schrittwieser et al. 2020, doi:10.1038/s41586-020-03051-4", "Hafner et al. 2023, arXiv:2301.04104"],
  reference: {},
};
export default spec;
