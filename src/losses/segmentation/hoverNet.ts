import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { slice } from "../../ops/indexing.ts";
import { sum } from "../../ops/structure.ts";
import * as hover from "../hover.ts";
import { fromLogitsParam } from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface HoverNetOptions {
  /** Masks and types are logits, of which the softmax is taken, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Factor of the squared error of the maps. Default 2. */
  readonly mapWeight?: number;
  /** Factor of the squared error of the maps' slopes inside nuclei. Default 1. */
  readonly slopeWeight?: number;
  /** Added to the Dice scores' numerators and denominators, in pixels. Default 1e-3. */
  readonly smooth?: number;
}

/**
 * HoVer-Net's loss for nuclei: Dice loss and cross-entropy of the mask and of the type of each pixel, squared errors of the
 * distances to the nucleus's centre and of their slopes.
 * @param trueMask background and nuclei, one-hot, [batch, 2, height, width]
 * @param trueMap horizontal and vertical distance to the nucleus's centre from -1 to 1, [batch, 2, height, width]
 * @param trueType one-hot types, [batch, classes, height, width]
 * @param maskPred probabilities (or logits), the shape of trueMask
 * @param mapPred the shape of trueMap
 * @param typePred probabilities (or logits), the shape of trueType
 * @returns [batch]
 * @throws ShapeError when shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function hoverNet(...given: [...hover.HoverInputs, options?: HoverNetOptions]): Tensor {
  const [trueMask, trueMap, trueType, maskPred, mapPred, typePred, options = {}] = given;
  const { fromLogits = false, mapWeight = 2, slopeWeight = 1, smooth = 1e-3 } = options;
  hover.requireHover("hoverNet", [trueMask, trueMap, trueType, maskPred, mapPred, typePred]);
  const areas = hover.overlapAndEntropy("hoverNet", trueMask, maskPred, { fromLogits, smooth });
  const kinds = hover.overlapAndEntropy("hoverNet", trueType, typePred, { fromLogits, smooth });
  const nuclei = slice(trueMask, { axes: 1, start: 1 });
  const missed = sum(mul(nuclei, square(hover.sobelOfMaps(sub(mapPred, trueMap)))), { axes: [1, 2, 3] });
  const slopes = div(missed, add(mul(2, sum(nuclei, { axes: [1, 2, 3] })), 1e-8));
  return [areas, kinds, mul(mapWeight, hover.squaredError(trueMap, mapPred)), mul(slopeWeight, slopes)].reduce(add);
}

const spec: LossSpec<HoverNetOptions, hover.HoverInputs> = {
  fn: hoverNet,
  aliases: ["HoVerNetLoss"],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Masks, types and centre distances of nuclei that touch each other.",
  formula:
    "\\mathrm{Dice} + \\mathrm{CE} \\text{ of mask and type} + \\lambda_1 \\overline{(m - \\hat{m})^2} + \\lambda_2 \\overline{(\\nabla m - \\nabla \\hat{m})^2}",
  inputs: [hover.trueMask, hover.trueMap, hover.trueType, hover.maskPred, hover.mapPred, hover.typePred],
  params: {
    fromLogits: fromLogitsParam,
    mapWeight: { kind: "number", default: 2, min: 0, doc: "Factor of the maps' squared error." },
    slopeWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the slopes' squared error." },
    smooth: { kind: "number", default: 1e-3, min: 0, doc: "Added to numerators and denominators, in pixels." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the true class; a softmax's output never is",
  cite: ["Graham et al. 2019, arXiv:1812.06499"],
  reference: { monai: { name: "HoVerNetLoss", differs: "vertical map first; Dice over the batch; logits" } },
};
export default spec;
