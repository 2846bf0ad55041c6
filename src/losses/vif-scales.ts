import type { Tensor } from "../core/tensor.ts";
import { add, div, maximum, mul, square, sub } from "../ops/arithmetic.ts";
import { log1p } from "../ops/exponential.ts";
import { slice } from "../ops/indexing.ts";
import { sum } from "../ops/structure.ts";
import { filterSpace, gaussianTaps } from "./filters.ts";

/**
 * What the eye gets of an image's information through another, and directly (Sheikh and Bovik 2006, in the pixel domain): sums
 * over windows and four scales, in nats.
 * @returns [batch, channels] each
 */
export function visualInformation(
  x: Tensor,
  y: Tensor,
  noise: number,
): { readonly kept: Tensor; readonly whole: Tensor } {
  let images: readonly [Tensor, Tensor] = [x, y];
  const scales = [17, 9, 5, 3].map((size, i) => {
    const taps = gaussianTaps(size, size / 5);
    const filter = (image: Tensor): Tensor => filterSpace(image, taps);
    if (i > 0) images = [halve(filter(images[0])), halve(filter(images[1]))];
    const [a, b] = images;
    const [meanA, meanB] = [filter(a), filter(b)];
    const varianceOf = (image: Tensor, mean: Tensor): Tensor => maximum(sub(filter(square(image)), square(mean)), 0);
    const [varianceA, varianceB] = [varianceOf(a, meanA), varianceOf(b, meanB)];
    // A negative correlation carries nothing, and neither does a flat window.
    const covariance = maximum(sub(filter(mul(a, b)), mul(meanA, meanB)), 0);
    const gain = div(covariance, add(varianceA, 1e-10));
    const rest = maximum(sub(varianceB, mul(gain, covariance)), 1e-10);
    const total = (information: Tensor): Tensor => sum(log1p(information), { axes: [2, 3] });
    return {
      kept: total(div(mul(square(gain), varianceA), add(rest, noise))),
      whole: total(div(varianceA, noise)),
    };
  });
  return {
    kept: scales.map(({ kept }) => kept).reduce((p, q) => add(p, q)),
    whole: scales.map(({ whole }) => whole).reduce((p, q) => add(p, q)),
  };
}

function halve(image: Tensor): Tensor {
  return slice(image, { axes: [2, 3], step: 2 });
}
