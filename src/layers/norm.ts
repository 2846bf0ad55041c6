import { ArgumentError, ShapeError } from "../core/errors.ts";
import { normalizeAxis, type Shape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import {
  batchNormInference,
  batchNorm as batchNormOp,
  groupNorm as groupNormOp,
  instanceNorm as instanceNormOp,
  layerNorm as layerNormOp,
} from "../ops/norm.ts";
import { reshape, stopGradient } from "../ops/structure.ts";
import { requireChannels } from "./conv.ts";
import { checkCount } from "./dense.ts";
import { ones, zeros } from "./initializers.ts";
import { defineLayer, type Layer, type WeightSpec } from "./layer.ts";

export interface NormLayerOptions {
  readonly name?: string;
  /** Added to the variance. Default 0.001, as Keras. */
  readonly epsilon?: number;
}

function scaleAndOffset(shape: Shape): { readonly scale: WeightSpec; readonly offset: WeightSpec } {
  return { scale: { shape, initializer: ones }, offset: { shape, initializer: zeros } };
}

/** Size of the axis of channels, the first of an example. */
function channelsOf(layer: string, shape: Shape): number {
  const [channels] = shape;
  if (channels === undefined)
    throw new ShapeError(layer, { expected: "examples with an axis of channels", got: shapeText(shape) });
  return channels;
}

export interface BatchNormLayerOptions extends NormLayerOptions {
  /** Share of the running statistics that is kept in every step. Default 0.99. */
  readonly momentum?: number;
}

/**
 * Each channel at mean 0 and variance 1 over the batch and all positions, then scaled and moved (Ioffe and Szegedy 2015,
 * arXiv:1502.03167). Evaluation uses running statistics. Input [batch, channels, ...]; weights scale, offset, movingMean,
 * movingVariance [channels]. The running variance is that of the batch with divisor n, as in Keras.
 */
export function batchNorm({ momentum = 0.99, epsilon = 1e-3, name }: BatchNormLayerOptions = {}): Layer {
  if (!(momentum >= 0 && momentum <= 1))
    throw new ArgumentError("batchNorm", { expected: "momentum: a share from 0 to 1", got: String(momentum) });
  return defineLayer({
    kind: "batchNorm",
    arity: 1,
    name,
    options: { momentum, epsilon },
    weights([shape]) {
      const channels = [channelsOf("batchNorm", shape as Shape)];
      return {
        ...scaleAndOffset(channels),
        movingMean: { shape: channels, initializer: zeros, trainable: false },
        movingVariance: { shape: channels, initializer: ones, trainable: false },
      };
    },
    call([x], { weights, training, update }) {
      const { scale, offset, movingMean, movingVariance } = weights as Record<
        "scale" | "offset" | "movingMean" | "movingVariance",
        Tensor
      >;
      if (!training)
        return batchNormInference(x as Tensor, { scale, offset, mean: movingMean, variance: movingVariance, epsilon });
      const { output, mean, variance } = batchNormOp(x as Tensor, { scale, offset, epsilon });
      const moved = (old: Tensor, now: Tensor): Tensor =>
        add(mul(old, momentum), mul(stopGradient(reshape(now, old.shape)), 1 - momentum));
      update("movingMean", moved(movingMean, mean));
      update("movingVariance", moved(movingVariance, variance));
      return output;
    },
  });
}

/**
 * Each example at mean 0 and variance 1 over its axes from `axis` on (default the last), then scaled and moved (Ba et al. 2016,
 * arXiv:1607.06450). Weights scale and offset have the shape of those axes.
 */
export function layerNorm({
  axis = -1,
  epsilon = 1e-3,
  name,
}: NormLayerOptions & { readonly axis?: number } = {}): Layer {
  return defineLayer({
    kind: "layerNorm",
    arity: 1,
    name,
    options: { axis, epsilon },
    weights([shape]) {
      const full = [0, ...(shape as Shape)];
      return scaleAndOffset(full.slice(normalizeAxis("layerNorm", axis, full.length)));
    },
    call: ([x], { weights }) =>
      layerNormOp(x as Tensor, { axis, epsilon, scale: weights["scale"], offset: weights["offset"] }),
  });
}

/** Each group of channels of each example at mean 0 and variance 1 (Wu and He 2018, arXiv:1803.08494). Weights [channels]. */
export function groupNorm(groups: number, { epsilon = 1e-3, name }: NormLayerOptions = {}): Layer {
  checkCount("groupNorm", "groups", groups);
  return defineLayer({
    kind: "groupNorm",
    arity: 1,
    name,
    options: { groups, epsilon },
    weights([shape]) {
      const channels = channelsOf("groupNorm", shape as Shape);
      if (channels % groups !== 0)
        throw new ShapeError("groupNorm", { expected: `channels that ${groups} groups divide`, got: String(channels) });
      return scaleAndOffset([channels]);
    },
    call: ([x], { weights }) =>
      groupNormOp(x as Tensor, { groups, epsilon, scale: weights["scale"], offset: weights["offset"] }),
  });
}

/** Each channel of each example at mean 0 and variance 1 (Ulyanov et al. 2016, arXiv:1607.08022). Weights [channels]. */
export function instanceNorm({ epsilon = 1e-3, name }: NormLayerOptions = {}): Layer {
  return defineLayer({
    kind: "instanceNorm",
    arity: 1,
    name,
    options: { epsilon },
    weights([shape]) {
      requireChannels("instanceNorm", shape as Shape);
      return scaleAndOffset([channelsOf("instanceNorm", shape as Shape)]);
    },
    call: ([x], { weights }) =>
      instanceNormOp(x as Tensor, { epsilon, scale: weights["scale"], offset: weights["offset"] }),
  });
}
