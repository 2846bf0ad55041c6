import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { abs, add, maximum, mul, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { divideOrZero } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface PullPushOptions {
  /** How far apart the tags of two objects should be. Default 1. */
  readonly margin?: number;
  /** Factor of the push. Default 1. */
  readonly pushWeight?: number;
}

type Inputs = [present: Tensor, topLeft: Tensor, bottomRight: Tensor];

/**
 * Associative embedding of corners: the two tags of an object are pulled to their mean, the means of different objects of an
 * example pushed apart.
 * @param present 1 for objects, 0 for empty places, [batch, objects]
 * @param topLeft tag read off at each object's first corner, [batch, objects]
 * @param bottomRight tag read off at its second corner, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function pullPush(...given: [...Inputs, options?: PullPushOptions]): Tensor {
  const [present, topLeft, bottomRight, { margin = 1, pushWeight = 1 } = {}] = given;
  const shape = "[batch, objects]";
  bindFloats("pullPush", { present: [present, shape], topLeft: [topLeft, shape], bottomRight: [bottomRight, shape] });
  const tag = mul(0.5, add(topLeft, bottomRight));
  const count = sum(present, { axes: 1 });
  const spread = mul(0.5, square(sub(topLeft, bottomRight)));
  const pull = divideOrZero(sum(mul(present, spread), { axes: 1 }), count);
  const near = relu(sub(margin, abs(sub(expandDims(tag, 2), expandDims(tag, 1)))));
  const pairs = mul(expandDims(present, 2), expandDims(present, 1));
  // An object's distance from itself is 0: each adds the margin once too often.
  const push = sub(sum(mul(pairs, near), { axes: [1, 2] }), mul(margin, sum(square(present), { axes: 1 })));
  return add(pull, mul(pushWeight, divideOrZero(push, mul(count, maximum(sub(count, 1), 1)))));
}

const spec: LossSpec<PullPushOptions, Inputs> = {
  fn: pullPush,
  aliases: ["AssociativeEmbeddingLoss", "associativeEmbedding", "ae_loss"],
  family: "detection",
  tasks: ["boxes", "embeddings"],
  summary: "Tags that say which corners belong together.",
  formula:
    "\\frac1N \\sum_k (a_k - e_k)^2 + (b_k - e_k)^2 + \\frac{\\lambda}{N(N - 1)} \\sum_{j \\ne k} \\max(0, \\Delta - |e_k - e_j|), \\quad e = \\tfrac12 (a + b)",
  inputs: [
    { name: "present", domain: "binary", shape: "[batch, objects]", min: 0, max: 1 },
    { name: "topLeft", domain: "real", shape: "[batch, objects]", grad: true },
    { name: "bottomRight", domain: "real", shape: "[batch, objects]", grad: true },
  ],
  params: {
    margin: { kind: "number", default: 1, above: 0, doc: "How far apart the tags of two objects should be." },
    pushWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the push." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Newell et al. 2017, arXiv:1611.05424", "Law and Deng 2018, arXiv:1808.01244"],
  reference: {},
};
export default spec;
