import type { Tensor } from "../../core/tensor.ts";
import { abs, sub } from "../../ops/arithmetic.ts";
import { averagePool } from "../../ops/pooling.ts";
import { mean } from "../../ops/reduce.ts";
import { meanOfExample } from "../examples.ts";
import { requireWindow } from "../filters.ts";
import { requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface ExposureControlOptions {
  /** How bright a region should be. Default 0.6. */
  readonly level?: number;
  /** Pixels along each side of a region. Default 16. */
  readonly patchSize?: number;
}

/**
 * Mean distance of the brightness of regions, the mean over their pixels and channels, to a level.
 * @param yPred images, [batch, channels, height, width] real, at least a region large; pixels that fill no region are left out
 * @returns [batch]
 * @throws ShapeError for anything but images, or images smaller than a region
 */
export function exposureControl(yPred: Tensor, { level = 0.6, patchSize = 16 }: ExposureControlOptions = {}): Tensor {
  requireImages("exposureControl", { yPred });
  requireWindow("exposureControl", yPred, patchSize);
  const brightness = averagePool(mean(yPred, { axes: 1, keepDims: true }), { window: patchSize });
  return meanOfExample(abs(sub(brightness, level)));
}

const spec: LossSpec<ExposureControlOptions, [yPred: Tensor]> = {
  fn: exposureControl,
  aliases: ["exposureControlLoss"],
  family: "image",
  tasks: ["restoration"],
  summary: "Regions neither too dark nor too bright, without targets.",
  formula: "\\frac{1}{M} \\sum_k |Y_k - E|",
  inputs: [{ name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true }],
  values: "[batch]",
  sizes: { height: 16, width: 17 },
  params: {
    level: { kind: "number", default: 0.6, doc: "How bright a region should be." },
    patchSize: { kind: "integer", default: 16, min: 1, example: 4, doc: "Pixels along each side of a region." },
  },
  minimum: 0,
  kinks: [
    {
      at: "the level",
      gradient: "0",
      point: {
        inputs: { yPred: [[[[0.5, 2]]]] },
        options: { level: 0.5, patchSize: 1 },
        gradients: { yPred: [[[[0, 0.5]]]] },
      },
    },
  ],
  cite: ["Guo et al. 2020, arXiv:2001.06826"],
  reference: {},
};
export default spec;
