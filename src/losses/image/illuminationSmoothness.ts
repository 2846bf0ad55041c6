import type { Tensor } from "../../core/tensor.ts";
import { abs, add, square } from "../../ops/arithmetic.ts";
import { slice } from "../../ops/indexing.ts";
import { meanOfExample } from "../examples.ts";
import { requireWindow } from "../filters.ts";
import { difference, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Square of the sizes of both differences together, averaged over positions and channels: maps of curve parameters or light
 * that change slowly. For Zero-DCE's sum over three colours, three times this.
 * @param yPred maps, [batch, channels, height, width] real, at least 2 pixels a side
 * @returns [batch]
 * @throws ShapeError for anything but images of 2 or more pixels a side
 */
export function illuminationSmoothness(yPred: Tensor): Tensor {
  requireImages("illuminationSmoothness", { yPred });
  requireWindow("illuminationSmoothness", yPred, 2);
  const down = abs(slice(difference(yPred, 2), { axes: 3, end: -1 }));
  const across = abs(slice(difference(yPred, 3), { axes: 2, end: -1 }));
  return meanOfExample(square(add(down, across)));
}

const spec: LossSpec<Record<never, never>, [yPred: Tensor]> = {
  fn: illuminationSmoothness,
  aliases: ["illuminationSmoothnessLoss"],
  family: "image",
  tasks: ["restoration", "smoothness"],
  summary: "Maps of light that change slowly.",
  formula: "\\frac{1}{n} \\sum_i (|\\nabla_x A_i| + |\\nabla_y A_i|)^2",
  inputs: [{ name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true }],
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "equal neighbours",
      gradient: "0 from them",
      point: {
        inputs: {
          yPred: [
            [
              [
                [1, 1],
                [1, 1],
              ],
            ],
          ],
        },
        gradients: {
          yPred: [
            [
              [
                [0, 0],
                [0, 0],
              ],
            ],
          ],
        },
      },
    },
  ],
  cite: ["Guo et al. 2020, arXiv:2001.06826"],
  reference: {},
};
export default spec;
