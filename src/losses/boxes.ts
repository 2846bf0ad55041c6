import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { add, div, maximum, minimum, mul, square, sub } from "../ops/arithmetic.ts";
import { squeeze } from "../ops/axes.ts";
import { equal, indicator } from "../ops/compare.ts";
import { split } from "../ops/indexing.ts";
import { atan2 } from "../ops/trigonometric.ts";
import { bindFloats } from "./shapes.ts";

// What losses of boxes share. A box is x1, y1, x2, y2 with x1 <= x2 and y1 <= y2, in any unit; each side is [batch].

export interface Box {
  readonly x1: Tensor;
  readonly y1: Tensor;
  readonly x2: Tensor;
  readonly y2: Tensor;
}

export const boxTarget = { name: "yTrue", domain: "box", shape: "[batch, 4]" } as const;

export const boxPrediction = { name: "yPred", domain: "box", shape: "[batch, 4]", grad: true } as const;

export const epsilonParam = {
  kind: "number",
  default: 1e-7,
  min: 0,
  doc: "Added to denominators, in squares of the boxes' unit; 0 for boxes as small as that.",
} as const;

/** Columns of [batch, n], each [batch]. */
export function columnsOf(x: Tensor): Tensor[] {
  return split(x, x.shape[1] as number, { axis: 1 }).map((column) => squeeze(column, 1));
}

function boxOf(x: Tensor): Box {
  const [x1, y1, x2, y2] = columnsOf(x) as [Tensor, Tensor, Tensor, Tensor];
  return { x1, y1, x2, y2 };
}

/** @throws ShapeError unless both are [batch, 4], DTypeError unless floats of one dtype */
export function boxesOf(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
  name = "yTrue",
): { readonly target: Box; readonly predicted: Box } {
  bindFloats(where, { [name]: [yTrue, boxTarget.shape], yPred: [yPred, boxPrediction.shape] });
  return { target: boxOf(yTrue), predicted: boxOf(yPred) };
}

export function widthOf({ x1, x2 }: Box): Tensor {
  return sub(x2, x1);
}

export function heightOf({ y1, y2 }: Box): Tensor {
  return sub(y2, y1);
}

export function areaOf(box: Box): Tensor {
  return mul(widthOf(box), heightOf(box));
}

/** Twice the distance of the centres, along x and along y. */
export function offsetOf(a: Box, b: Box): readonly [x: Tensor, y: Tensor] {
  return [sub(add(b.x1, b.x2), add(a.x1, a.x2)), sub(add(b.y1, b.y2), add(a.y1, a.y2))];
}

/** Area that both cover. */
export function intersectionOf(a: Box, b: Box): Tensor {
  const width = relu(sub(minimum(a.x2, b.x2), maximum(a.x1, b.x1)));
  return mul(width, relu(sub(minimum(a.y2, b.y2), maximum(a.y1, b.y1))));
}

/** Smallest box around both. */
export function hullOf(a: Box, b: Box): Box {
  return { x1: minimum(a.x1, b.x1), y1: minimum(a.y1, b.y1), x2: maximum(a.x2, b.x2), y2: maximum(a.y2, b.y2) };
}

/** a / (b + epsilon), with b + epsilon = 0 taken for 1. */
export function safeRatio(a: Tensor, b: Tensor, epsilon: number): Tensor {
  const lower = epsilon === 0 ? b : add(b, epsilon);
  return div(a, epsilon === 0 ? add(lower, indicator(equal(lower, 0), lower)) : lower);
}

/** Intersection over union, and the union. */
export function iouOf(a: Box, b: Box, epsilon: number): { readonly iou: Tensor; readonly union: Tensor } {
  const both = intersectionOf(a, b);
  const union = sub(add(areaOf(a), areaOf(b)), both);
  return { iou: safeRatio(both, union, epsilon), union };
}

/** Share of the hull that neither covers. */
export function emptyShare(a: Box, b: Box, union: Tensor, epsilon: number): Tensor {
  const around = areaOf(hullOf(a, b));
  return safeRatio(sub(around, union), around, epsilon);
}

/** Squared distance of the centres over the squared diagonal of the hull. */
export function centreShare(a: Box, b: Box, epsilon: number): Tensor {
  const hull = hullOf(a, b);
  const diagonal = add(square(widthOf(hull)), square(heightOf(hull)));
  const [x, y] = offsetOf(a, b);
  return safeRatio(mul(0.25, add(square(x), square(y))), diagonal, epsilon);
}

/** Difference of the aspect ratios from 0 to 1: squared difference of the angles of the diagonals over that of π/2. */
export function aspectDifference(a: Box, b: Box): Tensor {
  const angle = (box: Box): Tensor => atan2(widthOf(box), heightOf(box));
  return mul(4 / Math.PI ** 2, square(sub(angle(a), angle(b))));
}

/** Efficient IoU loss (Zhang et al. 2022), and the IoU in it. */
export function efficientIouOf(a: Box, b: Box, epsilon: number): { readonly loss: Tensor; readonly iou: Tensor } {
  const hull = hullOf(a, b);
  const share = (side: (box: Box) => Tensor): Tensor =>
    safeRatio(square(sub(side(b), side(a))), square(side(hull)), epsilon);
  const { iou } = iouOf(a, b, epsilon);
  return { loss: [sub(1, iou), centreShare(a, b, epsilon), share(widthOf), share(heightOf)].reduce(add), iou };
}
