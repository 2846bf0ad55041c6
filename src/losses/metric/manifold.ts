import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { concat, slice } from "../../ops/indexing.ts";
import { type ClassesOptions, classesParam, learned } from "../labelled.ts";
import { cosines } from "../pairwise.ts";
import { checkPrototypes } from "../prototypes.ts";
import type { LossSpec } from "../spec.ts";
import { loseToOthers, walkKinks, walkSimilarity } from "../walk.ts";

export interface ManifoldOptions extends ClassesOptions {
  /** Probability that the random walk goes on at each step, below 1. Default 0.8. */
  readonly alpha?: number;
  /** By how much the own proxy should be nearer than the others. Default 5e-4. */
  readonly margin?: number;
  /** Weight of the contexts' part. Default 1. */
  readonly contextWeight?: number;
  /** Leave out proxies that are farther than the own one by the margin: where they come in, the loss jumps. Default false. */
  readonly violatingOnly?: boolean;
}

/**
 * Manifold similarity: N-pair losses of examples against proxies, nearness being how often a random walk over the batch and
 * the proxies gets from one to the other (intrinsic), and how alike the walks are that start in the two (context).
 * The walk's closed form (1 - α) (I - α S)⁻¹ is computed by matrix products, to the digits of float64.
 * @param yTrue which proxy each example is near: its class, or a part of a random partition of all examples, [batch] integers
 * @param yPred embeddings, [batch, dim]
 * @param proxies [classes, dim]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError unless yTrue is integers and the others floats of one dtype
 */
export function manifold(
  yTrue: Tensor,
  yPred: Tensor,
  proxies: Tensor,
  { alpha = 0.8, margin = 5e-4, contextWeight = 1, violatingOnly = false }: ManifoldOptions = {},
): Tensor {
  const index = checkPrototypes("manifold", yTrue, yPred, ["proxies", proxies]);
  const batch = yPred.shape[0] as number;
  const walks = walkSimilarity(concat([yPred, proxies], { axis: 0 }), alpha);
  const [ofExamples, ofProxies] = [slice(walks, { axes: 0, end: batch }), slice(walks, { axes: 0, start: batch })];
  const pairLoss = (nearness: Tensor): Tensor => loseToOthers(nearness, index, margin, violatingOnly);
  const intrinsic = pairLoss(slice(ofExamples, { axes: 1, start: batch }));
  return add(intrinsic, mul(contextWeight, pairLoss(cosines(ofExamples, ofProxies))));
}

const spec: LossSpec<ManifoldOptions, [yTrue: Tensor, yPred: Tensor, proxies: Tensor]> = {
  fn: manifold,
  aliases: [{ name: "ManifoldLoss", options: { violatingOnly: true } }],
  family: "metric",
  tasks: ["embeddings"],
  summary: "N-pair losses whose similarities are those of a random walk over the batch and proxies.",
  formula:
    "\\log\\Bigl(1 + \\sum_{k \\ne y} e^{F_k - F_y + m}\\Bigr) + \\lambda \\log\\Bigl(1 + \\sum_{k \\ne y} e^{\\cos(F, F^{(k)}) - \\cos(F, F^{(y)}) + m}\\Bigr), \\quad F = (1 - \\alpha) (I - \\alpha S)^{-1}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "proxies" },
    { name: "yPred", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "proxies", domain: "embedding", shape: "[classes, dim]", grad: true, variable: learned },
  ],
  coupled: true,
  params: {
    classes: classesParam,
    alpha: { kind: "number", default: 0.8, min: 0, below: 1, example: 0.5, doc: "Probability that the walk goes on." },
    margin: { kind: "number", default: 0.0005, doc: "By how much the own proxy should be nearer." },
    contextWeight: { kind: "number", default: 1, min: 0, doc: "Weight of the contexts' part." },
    violatingOnly: { kind: "flag", default: false, doc: "Leave out proxies that are farther by the margin." },
  },
  minimum: 0,
  kinks: walkKinks,
  cite: ["Aziere and Todorovic 2019, Ensemble Deep Manifold Similarity Learning Using Hard Proxies"],
  reference: {
    pml: { name: "ManifoldLoss", differs: "violatingOnly; makes a random partition where no class is given" },
  },
};
export default spec;
