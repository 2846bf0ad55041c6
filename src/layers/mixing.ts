import { betaQuantiles } from "../core/beta.ts";
import { isFloat } from "../core/dtype.ts";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { add, clip, div, floor, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { where } from "../ops/compare.ts";
import { gather } from "../ops/gather.ts";
import { randomPermutation } from "../ops/random.ts";
import { cast, reshape } from "../ops/structure.ts";
import { type Draw, drawsOf } from "./augmentation.ts";
import { requireSpace } from "./conv.ts";
import { insideBoxes } from "./erasing.ts";
import { defineLayer, type Layer } from "./layer.ts";

export interface MixingOptions {
  /** Shares are drawn from the beta distribution with both parameters alpha: a small one mixes little. */
  readonly alpha?: number;
  readonly name?: string;
}

/** How the examples of a batch are mixed with others: what is mixed of two examples, and the first one's share of it, [batch]. */
interface Mixture {
  readonly share: Tensor;
  mixed(own: Tensor, other: Tensor): Tensor;
}

/** A layer that mixes each example of a batch with another, and their labels alike. */
function mixing(
  kind: string,
  { alpha, name }: { readonly alpha: number; readonly name: string | undefined },
  check: (x: Tensor) => void,
  mixture: (x: Tensor, share: Tensor, draw: Draw) => Mixture,
): Layer {
  if (!(alpha > 0 && alpha <= 1000))
    throw new ArgumentError(`${kind}: alpha`, { expected: "a number above 0, to 1000", got: String(alpha) });
  return defineLayer({
    kind,
    name,
    options: { alpha },
    call(inputs, { training, seed, sharedStream: stream }) {
      const [x, labels] = inputs as readonly [Tensor, Tensor | undefined];
      if (inputs.length > 2)
        throw new ArgumentError(kind, { expected: "examples, or examples and labels", got: `${inputs.length} inputs` });
      check(x);
      for (const each of inputs)
        if (!isFloat(each.dtype))
          throw new DTypeError(kind, {
            expected: "floats",
            got: each.dtype,
            ...(each === labels ? { fix: "give one-hot rows: withOneHot(data) makes them of class numbers" } : {}),
          });
      if (labels !== undefined && (labels.rank < 2 || labels.shape[0] !== x.shape[0]))
        throw new ShapeError(kind, {
          expected: `one row of labels for each of ${x.shape[0]} examples`,
          got: shapeText(labels.shape),
        });
      if (!training) return labels ?? x;
      const draw = drawsOf(x, { seed, stream });
      const other = randomPermutation(x.shape[0] as number, { seed, stream: stream + 2 ** 20 });
      const { share, mixed } = mixture(x, betaShares(alpha, draw), draw);
      if (labels === undefined) return mixed(x, gather(x, other));
      return blend(labels, gather(labels, other), cast(share, labels.dtype));
    },
  });
}

/** Intervals of the table of shares. */
const intervals = 1024;

/** Numbers from a symmetric beta distribution, [batch]. */
function betaShares(alpha: number, draw: Draw): Tensor {
  const place = draw({ low: 0, high: intervals }, 0);
  const cell = floor(place);
  const table = constant(betaQuantiles(alpha, intervals), { dtype: place.dtype });
  const [low, high] = [0, 1].map((next) => gather(table, cast(add(cell, next), "int64"))) as [Tensor, Tensor];
  return add(low, mul(sub(high, low), sub(place, cell)));
}

function blend(own: Tensor, other: Tensor, share: Tensor): Tensor {
  const each = reshape(share, [share.size, ...own.shape.slice(1).map(() => 1)]);
  return add(mul(own, each), mul(other, sub(1, each)));
}

/**
 * In training, puts a weighted mean of itself and another example of the batch in the place of each example: mixup (Zhang et al.
 * 2017, arXiv:1710.09412). The other one and its weight are drawn for each example. Where they are not training, examples and labels
 * stay as they are.
 *
 * `mix(x)` gives the examples, `mix(x, labels)` their labels, mixed alike (of one layer, called on the same x):
 *
 *     const mix = mixup();
 *     const model = functional({ inputs: { x, label }, outputs: { yPred: classify(mix(x)), mixed: mix(x, label) } });
 *     model.compile({ loss: { name: "categoricalCrossentropy", inputs: { yTrue: "mixed", yPred: "yPred" } } });
 *
 * x: [batch, ...]; labels: [batch, ..., classes], one-hot rows or other numbers. alpha: default 0.2.
 */
export function mixup({ alpha = 0.2, name }: MixingOptions = {}): Layer {
  return mixing(
    "mixup",
    { alpha, name },
    () => undefined,
    (_, share) => ({ share, mixed: (own, other) => blend(own, other, share) }),
  );
}

/**
 * In training, puts a rectangle of another example of the batch into each image: CutMix (Yun et al. 2019, arXiv:1905.04899). The
 * rectangle's share of the area is drawn, its centre is anywhere, and what reaches beyond the image is cut off; labels are mixed by
 * the area that is left. Called as `mixup`. x: [batch, channels, height, width]. alpha: default 1, shares drawn uniformly.
 */
export function cutmix({ alpha = 1, name }: MixingOptions = {}): Layer {
  return mixing(
    "cutmix",
    { alpha, name },
    (x) => requireSpace("cutmix", x.shape.slice(1), 2),
    (x, drawn, draw) => {
      const [, , height, width] = x.shape as readonly [number, number, number, number];
      const root = sqrt(sub(1, drawn));
      const span = (size: number, call: number): { readonly from: Tensor; readonly to: Tensor } => {
        const centre = floor(draw({ low: 0, high: size }, call));
        const half = floor(mul(root, size / 2));
        return { from: clip(sub(centre, half), 0, size), to: clip(add(centre, half), 0, size) };
      };
      const [rows, columns] = [span(height, 1), span(width, 2)];
      const box = { top: rows.from, bottom: rows.to, left: columns.from, right: columns.to };
      const area = mul(sub(rows.to, rows.from), sub(columns.to, columns.from));
      return {
        share: sub(1, div(area, height * width)),
        mixed: (own, other) => where(insideBoxes(box, { height, width }), other, own),
      };
    },
  );
}
