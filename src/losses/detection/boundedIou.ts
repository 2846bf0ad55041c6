import type { Tensor } from "../../core/tensor.ts";
import { abs, add, clip, div, maximum, minimum, mul, sub } from "../../ops/arithmetic.ts";
import { divideOrZero } from "../../ops/exponential.ts";
import * as boxes from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface BoundedIouOptions {
  /** Where the quadratic loss of each part turns linear. Default 0.2. */
  readonly beta?: number;
}

/**
 * Bounded IoU loss: for centre and size apart, the best IoU that the box could have if all else were right; the smooth L1 loss
 * of 1 less each, added up.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function boundedIou(yTrue: Tensor, yPred: Tensor, { beta = 0.2 }: BoundedIouOptions = {}): Tensor {
  const { target, predicted } = boxes.boxesOf("boundedIou", yTrue, yPred);
  const [dx, dy] = boxes.offsetOf(target, predicted);
  const moved = (twice: Tensor, side: Tensor): Tensor => {
    const share = divideOrZero(abs(twice), add(side, abs(twice)));
    return minimum(mul(2, share), 1);
  };
  const sized = (side: (box: boxes.Box) => Tensor): Tensor => {
    const [a, b] = [side(target), side(predicted)];
    return divideOrZero(abs(sub(a, b)), maximum(a, b));
  };
  const parts = [
    moved(dx, boxes.widthOf(target)),
    moved(dy, boxes.heightOf(target)),
    sized(boxes.widthOf),
    sized(boxes.heightOf),
  ];
  return parts.map((part) => smoothed(part, beta)).reduce(add);
}

function smoothed(x: Tensor, beta: number): Tensor {
  const held = clip(x, 0, beta);
  return div(mul(held, sub(x, mul(0.5, held))), beta);
}

const spec: LossSpec<BoundedIouOptions> = {
  fn: boundedIou,
  aliases: ["BoundedIoULoss", "bounded_iou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "Best IoU possible for each of place and size, smoothed.",
  formula:
    "\\sum_b \\mathrm{smoothL1}_{\\beta}(1 - B_b), \\quad B_x = \\max\\Big( 0, \\frac{w - 2|\\Delta x|}{w + 2|\\Delta x|} \\Big), \\; B_w = \\min\\Big( \\frac{w}{\\hat w}, \\frac{\\hat w}{w} \\Big)",
  inputs: [boxes.boxTarget, boxes.boxPrediction],
  params: { beta: { kind: "number", default: 0.2, above: 0, doc: "Where quadratic turns linear." } },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Tychsen-Smith and Petersson 2018, arXiv:1711.00164"],
  reference: {},
};
export default spec;
