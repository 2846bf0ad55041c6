import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, div, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { expm1, log1p } from "../../ops/exponential.ts";
import { cos, sin } from "../../ops/trigonometric.ts";
import { rootOrZero } from "../norms.ts";
import * as rotated from "../rotated-boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface ProbIouOptions {
  /** "hellinger": the distance from 0 to 1; "bhattacharyya": -log(1 - its square), which is steep where boxes are apart. Default "hellinger". */
  readonly by?: "hellinger" | "bhattacharyya";
  /** Least side of a box, in the boxes' unit. Default 1e-3. */
  readonly least?: number;
}

/**
 * ProbIoU loss of rotated boxes: how little two Gaussians overlap that are spread as far as the boxes (a box of width w has
 * the variance w²/12).
 * @param yTrue centre x, y, width, height, and angle in radians, [batch, 5]
 * @param yPred the same shape
 * @returns [batch]; the gradient of the Hellinger distance at equal boxes is 0
 * @throws ShapeError when the shapes are not [batch, 5]
 */
export function probIou(yTrue: Tensor, yPred: Tensor, { by = "hellinger", least = 1e-3 }: ProbIouOptions = {}): Tensor {
  const { target: t, predicted: p } = rotated.rotatedOf("probIou", yTrue, yPred, least);
  const [tw, th, pw, ph] = [t.width, t.height, p.width, p.height];
  // In the target's directions: the sum of both variances (over 1/12) is [[a, c], [c, b]].
  const turn = sub(p.angle, t.angle);
  const [cosine, sine] = [cos(turn), sin(turn)];
  const a = add(square(tw), add(square(mul(cosine, pw)), square(mul(sine, ph))));
  const b = add(square(th), add(square(mul(sine, pw)), square(mul(cosine, ph))));
  const c = mul(mul(cosine, sine), mul(sub(pw, ph), add(pw, ph)));
  // a b - c² without a difference: |T| + |P| + the mixed terms.
  const mixed = add(
    add(square(mul(mul(tw, sine), pw)), square(mul(mul(tw, cosine), ph))),
    add(square(mul(mul(th, cosine), pw)), square(mul(mul(th, sine), ph))),
  );
  const [dt, dp] = [mul(tw, th), mul(pw, ph)];
  const [u, v] = rotated.offsetAlong(p, t);
  const lean = add(sub(mul(b, square(u)), mul(2, mul(c, mul(u, v)))), mul(a, square(v)));
  const determinant = add(add(square(dt), square(dp)), mixed);
  const apart = mul(3, div(relu(lean), determinant));
  // |T + P| / (4 √(|T| |P|)) less 1, of which the logarithm is taken.
  const excess = div(add(square(sub(dt, dp)), sub(mixed, mul(2, mul(dt, dp)))), mul(4, mul(dt, dp)));
  const distance = add(apart, mul(0.5, log1p(relu(excess))));
  return by === "bhattacharyya" ? distance : rootOrZero(relu(neg(expm1(neg(distance)))));
}

const spec: LossSpec<ProbIouOptions> = {
  fn: probIou,
  aliases: ["ProbIoULoss", "probiou_loss"],
  family: "detection",
  tasks: ["boxes", "angles"],
  summary: "Hellinger distance of rotated boxes as Gaussians.",
  formula:
    "\\sqrt{1 - e^{-B}}, \\quad B = \\tfrac14 \\delta^\\top (\\Sigma + \\hat\\Sigma)^{-1} \\delta + \\tfrac12 \\log \\frac{|\\Sigma + \\hat\\Sigma|}{4 \\sqrt{|\\Sigma| |\\hat\\Sigma|}}",
  inputs: [rotated.rotatedTarget, rotated.rotatedPrediction],
  params: {
    by: {
      kind: "choice",
      default: "hellinger",
      choices: ["hellinger", "bhattacharyya"],
      doc: "The Hellinger distance, or the Bhattacharyya distance B itself.",
    },
    least: { kind: "number", default: 1e-3, above: 0, doc: "Least side of a box, in the boxes' unit." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Llerena et al. 2021, arXiv:2106.06072"],
  reference: {},
};
export default spec;
