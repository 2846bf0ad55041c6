import { ArgumentError, ShapeError } from "../core/errors.ts";
import { broadcastShapes, type Shape, sameShape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { mul } from "./arithmetic.ts";
import { bernoulli, type RandomSource } from "./random.ts";
import { stopGradient } from "./structure.ts";
import { requireFloat } from "./support.ts";

export interface DropoutOptions extends RandomSource {
  /** Share of the elements that become 0, from 0 to 1. */
  readonly rate: number;
  /**
   * Shape of the mask; it broadcasts to x. Default: x's own. [batch, channels, 1, 1] drops whole channels
   * (spatial dropout: Tompson et al. 2015, arXiv:1411.4280).
   */
  readonly noiseShape?: Shape;
}

/**
 * Elements of x dropped at random, the others scaled by 1 / (1 - rate), so that the expectation stays (Srivastava et
 * al. 2014, JMLR 15). For training: in evaluation, leave it out. The same seed and stream drop the same elements.
 * @param x [...] float
 * @throws ArgumentError for a rate outside [0, 1], ShapeError for a noise shape that does not broadcast to x
 */
export function dropout(x: Tensor, options: DropoutOptions): Tensor {
  const { rate, noiseShape = x.shape } = options;
  requireFloat("dropout", x);
  if (!(rate >= 0 && rate <= 1))
    throw new ArgumentError("dropout", { expected: "a rate from 0 to 1", got: `${rate}`, fix: "0.5 drops half" });
  if (!sameShape(broadcastShapes("dropout", [x.shape, noiseShape]), x.shape))
    throw new ShapeError("dropout", {
      expected: `a noise shape that broadcasts to ${shapeText(x.shape)}`,
      got: shapeText(noiseShape),
      fix: "give 1 for the axes that share their fate",
    });
  if (rate === 0) return x;
  if (rate === 1) return mul(x, 0);
  const kept = bernoulli(noiseShape, { ...options, probability: 1 - rate, dtype: x.dtype });
  return mul(x, stopGradient(mul(kept, 1 / (1 - rate))));
}
