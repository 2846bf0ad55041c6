import { ArgumentError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, clip, floor, mul, neg, round, sqrt, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { greaterEqual, less, logicalAnd, where } from "../ops/compare.ts";
import { exp } from "../ops/exponential.ts";
import { cast } from "../ops/structure.ts";
import { augmentation } from "./augmentation.ts";
import type { Layer } from "./layer.ts";

export interface ErasingOptions {
  /** Share of the images that lose a part. Default 0.5. */
  readonly probability?: number;
  /** Least and most of the image's area that is erased. Default [0.02, 0.33]. */
  readonly area?: readonly [least: number, most: number];
  /** Least and most of the part's height over its width, drawn evenly in their logarithms. Default [0.3, 1 / 0.3]. */
  readonly ratio?: readonly [least: number, most: number];
  /** What the part is filled with. Default 0. */
  readonly fill?: number;
  readonly name?: string;
}

/**
 * In training, fills a rectangle of some images, all their channels: random erasing (Zhong et al. 2017, arXiv:1708.04896), and with
 * `probability: 1` and one area and ratio, cutout (DeVries and Taylor 2017, arXiv:1708.04552). The rectangle lies within the
 * image; one that would be longer than a side is cut to it. [batch, channels, height, width]
 */
export function randomErasing(options: ErasingOptions = {}): Layer {
  const { probability = 0.5, area = [0.02, 0.33], ratio = [0.3, 1 / 0.3], fill = 0, name } = options;
  if (!(probability >= 0 && probability <= 1))
    throw new ArgumentError("randomErasing: probability", { expected: "from 0 to 1", got: String(probability) });
  if (!(area[0] >= 0 && area[1] >= area[0] && area[1] <= 1))
    throw new ArgumentError("randomErasing: area", {
      expected: "[least, most], from 0 to 1 and in order",
      got: JSON.stringify(area),
    });
  if (!(ratio[0] > 0 && ratio[1] >= ratio[0] && Number.isFinite(ratio[1])))
    throw new ArgumentError("randomErasing: ratio", {
      expected: "[least, most], above 0 and in order",
      got: JSON.stringify(ratio),
    });
  if (!Number.isFinite(fill))
    throw new ArgumentError("randomErasing: fill", { expected: "a finite number", got: String(fill) });
  return augmentation("randomErasing", { probability, area, ratio, fill }, name, (x, draw) => {
    const [, , height, width] = x.shape as readonly [number, number, number, number];
    const between = (low: number, high: number, call: number): Tensor =>
      add(mul(draw({ low: 0, high: 1 }, call), high - low), low);
    const pixels = mul(between(...area, 0), height * width);
    const tall = mul(between(Math.log(ratio[0]), Math.log(ratio[1]), 1), 0.5);
    const side = sqrt(pixels);
    const high = clip(round(mul(side, exp(tall))), 0, height);
    const wide = clip(round(mul(side, exp(neg(tall)))), 0, width);
    const start = (size: number, length: Tensor, call: number): Tensor =>
      floor(mul(draw({ low: 0, high: 1 }, call), add(sub(size, length), 1)));
    const [top, left] = [start(height, high, 2), start(width, wide, 3)];
    const inside = insideBoxes({ top, left, bottom: add(top, high), right: add(left, wide) }, { height, width });
    const isErased = less(draw({ low: 0, high: 1 }, 4), probability);
    return where(logicalAnd(inside, expandDims(isErased, [1, 2, 3])), fill, x);
  });
}

/** Which pixels lie in each example's box: [batch, 1, height, width], bool. Sides of boxes: [batch], the last ones excluded. */
export function insideBoxes(
  box: Readonly<Record<"top" | "left" | "bottom" | "right", Tensor>>,
  { height, width }: { readonly height: number; readonly width: number },
): Tensor {
  const within = (size: number, from: Tensor, to: Tensor, others: readonly number[]): Tensor => {
    const places = expandDims(cast(iota(size), from.dtype), others);
    const each = (bound: Tensor): Tensor => expandDims(bound, [1, 2, 3]);
    return logicalAnd(greaterEqual(places, each(from)), less(places, each(to)));
  };
  return logicalAnd(within(height, box.top, box.bottom, [0, 1, 3]), within(width, box.left, box.right, [0, 1, 2]));
}
