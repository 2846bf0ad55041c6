import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { concat, slice } from "../../ops/indexing.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { fullLike, sum } from "../../ops/structure.ts";
import { meanOfExample } from "../examples.ts";
import { requireWindow } from "../filters.ts";
import { difference } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * One minus the cosine of the angle between the surface normals of two depth maps, averaged over positions: fine shape, whatever
 * the depth. Normals from differences of neighbours.
 * @param yTrue depths, [batch, 1, height, width] real, at least 2 pixels a side
 * @param yPred depths, the same shape
 * @returns [batch], from 0 to 2
 * @throws ShapeError for anything but one channel of 2 or more pixels a side
 */
export function surfaceNormal(yTrue: Tensor, yPred: Tensor): Tensor {
  bindAlike("surfaceNormal", { yTrue, yPred }, "[batch, 1, height, width]");
  requireWindow("surfaceNormal", yPred, 2);
  const normals = (depth: Tensor): Tensor => {
    const down = slice(difference(depth, 2), { axes: 3, end: -1 });
    const across = slice(difference(depth, 3), { axes: 2, end: -1 });
    return l2Normalize(concat([neg(across), neg(down), fullLike(down, 1)], { axis: 1 }), { axes: 1 });
  };
  // Half the squared distance of directions, which keeps small angles exact.
  return mul(0.5, meanOfExample(sum(square(sub(normals(yPred), normals(yTrue))), { axes: 1 })));
}

const spec: LossSpec<Record<never, never>> = {
  fn: surfaceNormal,
  aliases: ["surfaceNormals", "normalConsistency"],
  family: "image",
  tasks: ["regression", "smoothness"],
  summary: "Depth maps whose surfaces face the same way.",
  formula:
    "\\frac{1}{n} \\sum_i 1 - \\frac{\\langle n_i, \\hat n_i \\rangle}{\\lVert n_i \\rVert \\lVert \\hat n_i \\rVert}, \\quad n = (-\\partial_x d, -\\partial_y d, 1)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, 1, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, 1, height, width]", grad: true },
  ],
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Hu et al. 2019, arXiv:1803.08673"],
  reference: {},
};
export default spec;
