import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { abs, add, div, maximum, mul, sub } from "../ops/arithmetic.ts";
import { log1p } from "../ops/exponential.ts";
import { cos, sin } from "../ops/trigonometric.ts";
import { columnsOf } from "./boxes.ts";
import { rootOrZero } from "./norms.ts";
import { bindFloats } from "./shapes.ts";

// Boxes with a direction: centre x, y, width, height and the angle of the width, in radians. As Gaussians their centre is
// the mean, and half the sides are the standard deviations.

export interface RotatedBox {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly width: Tensor;
  readonly height: Tensor;
  readonly angle: Tensor;
}

export const rotatedTarget = { name: "yTrue", domain: "real", shape: "[batch, 5]" } as const;

export const rotatedPrediction = { name: "yPred", domain: "real", shape: "[batch, 5]", grad: true } as const;

export const reshaped = ["log1p", "sqrt", "none"] as const;

/** What a distance from 0 up is made by before it is brought into [0, 1). */
export type Reshape = (typeof reshaped)[number];

export const reshapeParam = {
  kind: "choice",
  default: "log1p",
  choices: ["log1p", "sqrt", "none"],
  doc: "Function of the distance; none: the distance itself, without bounds.",
} as const;

export const tauParam = {
  kind: "number",
  default: 1,
  min: 1,
  doc: "The loss is 1 - 1 / (tau + the function of the distance).",
} as const;

/**
 * Signs of sides do not matter.
 * @param least no side is shorter
 * @throws ShapeError unless both are [batch, 5], DTypeError unless floats of one dtype
 */
export function rotatedOf(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
  least = 0,
): { readonly target: RotatedBox; readonly predicted: RotatedBox } {
  bindFloats(where, { yTrue: [yTrue, rotatedTarget.shape], yPred: [yPred, rotatedPrediction.shape] });
  const box = (given: Tensor): RotatedBox => {
    const [x, y, width, height, angle] = columnsOf(given) as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const side = (given: Tensor): Tensor => (least === 0 ? abs(given) : maximum(abs(given), least));
    return { x, y, width: side(width), height: side(height), angle };
  };
  return { target: box(yTrue), predicted: box(yPred) };
}

/** From b's centre to a's, along b's width and height. */
export function offsetAlong(a: RotatedBox, b: RotatedBox): readonly [Tensor, Tensor] {
  const [x, y] = [sub(a.x, b.x), sub(a.y, b.y)];
  const [c, s] = [cos(b.angle), sin(b.angle)];
  return [add(mul(c, x), mul(s, y)), sub(mul(c, y), mul(s, x))];
}

/** A distance as a loss. */
export function boundedDistance(distance: Tensor, { by, tau }: { readonly by: Reshape; readonly tau: number }): Tensor {
  if (by === "none") return distance;
  const shaped = by === "log1p" ? log1p(distance) : rootOrZero(relu(distance));
  return sub(1, div(1, add(tau, shaped)));
}
