import { ShapeError } from "../core/errors.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { exp } from "../ops/exponential.ts";
import { randomNormal } from "../ops/random.ts";
import { defineLayer, type Layer } from "./layer.ts";

export interface GaussianSampleOptions {
  readonly name?: string;
  /** Draw in evaluation and prediction too; there the mean is given otherwise. Default false. */
  readonly always?: boolean;
}

/**
 * A draw from normal distributions through which gradients go: mean + exp(logVariance / 2) · noise, the sampling of a variational
 * autoencoder (Kingma and Welling 2013, arXiv:1312.6114). Called on two inputs of equal shape: `gaussianSample()(mean, logVariance)`.
 */
export function gaussianSample({ name, always = false }: GaussianSampleOptions = {}): Layer {
  return defineLayer({
    kind: "gaussianSample",
    arity: 2,
    name,
    options: { always },
    call(inputs, { training, seed, stream }) {
      const [mean, logVariance] = inputs as [Tensor, Tensor];
      if (!sameShape(mean.shape, logVariance.shape))
        throw new ShapeError("gaussianSample", {
          expected: "a mean and a log-variance of equal shape",
          got: `${shapeText(mean.shape.slice(1))} and ${shapeText(logVariance.shape.slice(1))}`,
        });
      if (!training && !always) return mean;
      const noise = randomNormal(mean.shape, { seed, stream, dtype: mean.dtype });
      return add(mean, mul(exp(mul(logVariance, 0.5)), noise));
    },
  });
}
