import type { Tensor } from "../core/tensor.ts";
import { add, clip, div, maximum, mul, sqrt, square } from "../ops/arithmetic.ts";
import { sum } from "../ops/structure.ts";
import type { ClipOptions } from "./optimizer.ts";

/** What a tensor of norm √squares is multiplied with so that it is at most `most`. At norm 0 nothing is divided by 0. */
function shrink(squares: Tensor, most: number): Tensor {
  return div(most, maximum(sqrt(squares), most));
}

/**
 * Gradients held within bounds: each element, then each gradient's norm, then the norm of all of them together, as far
 * as the options ask (Pascanu et al. 2013, arXiv:1211.5063). What is within its bound keeps its value.
 * @param gradients one per parameter, of one dtype
 * @returns in the same order
 */
export function clipGradients(gradients: readonly Tensor[], options: ClipOptions): Tensor[] {
  const { clipValue, clipNorm, globalClipNorm } = options;
  let clipped = [...gradients];
  if (clipValue !== undefined) clipped = clipped.map((g) => clip(g, -clipValue, clipValue));
  if (clipNorm !== undefined) clipped = clipped.map((g) => mul(g, shrink(sum(square(g)), clipNorm)));
  if (globalClipNorm !== undefined && clipped.length > 0) {
    const factor = shrink(
      clipped.map((g) => sum(square(g))).reduce((a, b) => add(a, b)),
      globalClipNorm,
    );
    clipped = clipped.map((g) => mul(g, factor));
  }
  return clipped;
}
