import { ArgumentError, ShapeError } from "../../core/errors.ts";
import { sameShape, shapeText } from "../../core/shape.ts";
import { constant, type Tensor, type TensorLike } from "../../core/tensor.ts";
import type { DiffusionTarget } from "../../losses/diffusion.ts";
import { add, clip, div, mul, sqrt, sub } from "../../ops/arithmetic.ts";

/** What a prediction says of a noisy example: the clean one and the noise in it. */
export interface Denoised {
  readonly sample: Tensor;
  readonly noise: Tensor;
}

/**
 * Clean example and noise that a prediction at x = √ᾱ sample + √(1 - ᾱ) noise stands for.
 * @param x noisy examples, [batch, ...]
 * @param predicted the network's prediction, the same shape
 * @param alphaBar share of the signal's variance, a number or a tensor that broadcasts to x
 * @param prediction what the network predicts: "epsilon", "velocity" or "sample"
 * @throws ShapeError when the shapes differ, ArgumentError for another prediction
 */
export function denoised(x: Tensor, predicted: Tensor, alphaBar: TensorLike, prediction: DiffusionTarget): Denoised {
  if (!sameShape(x.shape, predicted.shape))
    throw new ShapeError("denoised", {
      expected: `a prediction of shape ${shapeText(x.shape)}`,
      got: shapeText(predicted.shape),
    });
  const [signal, spread] = rootsOf(x, alphaBar);
  if (prediction === "epsilon") return { noise: predicted, sample: div(sub(x, mul(spread, predicted)), signal) };
  if (prediction === "sample") return { sample: predicted, noise: div(sub(x, mul(signal, predicted)), spread) };
  if (prediction !== "velocity")
    throw new ArgumentError("prediction", { expected: '"epsilon", "velocity" or "sample"', got: String(prediction) });
  return {
    sample: sub(mul(signal, x), mul(spread, predicted)),
    noise: add(mul(spread, x), mul(signal, predicted)),
  };
}

export interface DdimStepOptions {
  /** Share of the signal's variance ᾱ at x: a number or a scalar tensor. */
  readonly alphaBar: TensorLike;
  /** That of the step gone to, larger; 1 for the clean example. */
  readonly nextAlphaBar: TensorLike;
  /** Share of the noise that is drawn anew: 0 deterministic (the default), 1 that of ancestral sampling. */
  readonly eta?: number;
  /** Standard normal numbers, needed where eta is above 0. */
  readonly fresh?: Tensor;
  /** Bounds of clean examples: the estimate is kept within them, and the noise is what is left then. */
  readonly bounds?: readonly [number, number] | undefined;
}

/**
 * One step towards the clean example, of any length (Song et al. 2020, DDIM, arXiv:2010.02502, eq. 12; with eta 1 and single steps the
 * ancestral sampling of Ho et al. 2020).
 * @param x noisy examples, [batch, ...]
 * @param estimate clean example and noise in them, of `denoised`
 * @returns examples at the next step, [batch, ...]
 * @throws ArgumentError where eta is above 0 and `fresh` is missing
 */
export function ddimStep(x: Tensor, estimate: Denoised, options: DdimStepOptions): Tensor {
  const { alphaBar, nextAlphaBar, eta = 0, fresh, bounds } = options;
  let { sample, noise } = estimate;
  if (bounds !== undefined) {
    const [signal, spread] = rootsOf(x, alphaBar);
    sample = clip(sample, ...bounds);
    noise = div(sub(x, mul(signal, sample)), spread);
  }
  const [now, next] = [asTensor(x, alphaBar), asTensor(x, nextAlphaBar)];
  const left = sub(1, next);
  if (!(eta > 0)) return add(mul(sqrt(next), sample), mul(sqrt(left), noise));
  if (fresh === undefined)
    throw new ArgumentError("ddimStep", { expected: "fresh noise where eta is above 0", got: "none" });
  const variance = mul(mul(div(left, sub(1, now)), sub(1, div(now, next))), eta ** 2);
  return add(add(mul(sqrt(next), sample), mul(sqrt(sub(left, variance)), noise)), mul(sqrt(variance), fresh));
}

/** √ᾱ and √(1 - ᾱ), as tensors. */
function rootsOf(x: Tensor, alphaBar: TensorLike): readonly [Tensor, Tensor] {
  const signal = asTensor(x, alphaBar);
  return [sqrt(signal), sqrt(sub(1, signal))];
}

function asTensor(x: Tensor, alphaBar: TensorLike): Tensor {
  return typeof alphaBar === "number" ? constant(alphaBar, { dtype: x.dtype }) : alphaBar;
}
