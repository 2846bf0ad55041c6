import { ArgumentError } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { conv } from "../ops/conv.ts";
import { reshape, transpose } from "../ops/structure.ts";
import { resolvePadding } from "../ops/window.ts";
import { type ActivationLike, activationText, resolveActivation } from "./activation.ts";
import { type ConvLayerOptions, type KernelSize, listOf, requireSpace } from "./conv.ts";
import { checkCount, kernelAndBias, kernelConfig } from "./dense.ts";
import { defineLayer, type Layer } from "./layer.ts";

type Five = readonly [number, number, number, number, number];

export interface Conv2Plus1dOptions extends Omit<ConvLayerOptions, "groups"> {
  /** Channels between the two. Default: as many as give the two kernels together the size of conv3d's, rounded down. */
  readonly middle?: number;
  /** Between the two, where conv3d has none. Default "relu". */
  readonly middleActivation?: ActivationLike;
}

/**
 * Convolution over clips in two parts: over the picture, frame by frame, then over time, pixel by pixel; (2+1)d, Tran et al. 2018,
 * arXiv:1711.11248. The same as conv3d(middle, [1, h, w]) and conv3d(filters, [t, 1, 1]) after each other, in about half the time.
 * [batch, channels, frames, height, width] to [batch, filters, ...windows]; kernelSize, stride, dilation and padding are in the
 * order frames, height, width. Weights: spatial [middle, channels, 1, h, w], spatialBias [middle], temporal [filters, middle, t, 1, 1],
 * bias [filters].
 * @throws ShapeError for examples that are no clips, ArgumentError for an option out of range
 */
export function conv2Plus1d(filters: number, kernelSize: KernelSize, options: Conv2Plus1dOptions = {}): Layer {
  const kind = "conv2Plus1d";
  checkCount(kind, "filters", filters);
  const kernel = listOf(kind, "kernelSize", kernelSize, 3);
  const stride = listOf(kind, "stride", options.stride ?? 1, 3);
  const dilation = listOf(kind, "dilation", options.dilation ?? 1, 3);
  const { activation = "linear", middleActivation = "relu", padding = "valid", middle, useBias = true } = options;
  if (middle !== undefined) checkCount(kind, "middle", middle);
  if ("groups" in options && options.groups !== 1)
    throw new ArgumentError(kind, { expected: "no groups", got: String(options.groups), fix: "use two conv3d" });
  const [activate, activateMiddle] = [resolveActivation(activation, 1), resolveActivation(middleActivation, 1)];
  const weightsOf = kernelAndBias(options);
  const [t, h, w] = kernel as [number, number, number];

  return defineLayer({
    kind,
    arity: 1,
    precision: "half",
    name: options.name,
    options: {
      filters,
      kernelSize: kernel,
      stride,
      dilation,
      padding,
      ...(middle === undefined ? {} : { middle }),
      middleActivation: activationText(middleActivation),
      ...kernelConfig(options),
    },
    weights([shape]) {
      requireSpace(kind, shape as Shape, 3);
      const channels = (shape as Shape)[0] as number;
      // Formula of section 3.5 of the paper.
      const equal = Math.floor((t * h * w * channels * filters) / (h * w * channels + t * filters));
      const between = middle ?? Math.max(1, equal);
      const spatial = weightsOf([between, channels, 1, h, w], [between]);
      const temporal = weightsOf([filters, between, t, 1, 1], [filters]);
      return {
        spatial: spatial.kernel,
        ...(useBias ? { spatialBias: spatial["bias"] as typeof spatial.kernel } : {}),
        temporal: temporal.kernel,
        ...(useBias ? { bias: temporal["bias"] as typeof spatial.kernel } : {}),
      };
    },
    call([input], { weights }) {
      const x = input as Tensor;
      const [batch, channels, frames, height, width] = x.shape as Five;
      const borders = resolvePadding(kind, padding, [frames, height, width], { size: kernel, stride, dilation });
      const spatial = weights["spatial"] as Tensor;
      const between = spatial.shape[0] as number;
      // Both as convolutions of images, the frames a part of the batch and the pixels of a frame one axis. Three layers of 16, 32
      // and 64 filters on clips [32, 1, 16, 32, 32], a training step on two cores: 78 to 118 ms, as conv3d's 170; one conv3d
      // of 3 x 3 x 3 in place of each: 104 to 130.
      const images = reshape(transpose(x, [0, 2, 1, 3, 4]), [batch * frames, channels, height, width]);
      const seen = activateMiddle(
        conv(images, reshape(spatial, [between, channels, h, w]), {
          stride: stride.slice(1),
          dilation: dilation.slice(1),
          padding: borders.slice(1),
          bias: weights["spatialBias"],
        }),
      );
      const [rows, columns] = seen.shape.slice(2) as [number, number];
      const apart = transpose(reshape(seen, [batch, frames, between, rows * columns]), [0, 2, 1, 3]);
      const joined = conv(apart, reshape(weights["temporal"] as Tensor, [filters, between, t, 1]), {
        stride: [stride[0] as number, 1],
        dilation: [dilation[0] as number, 1],
        padding: [borders[0] as readonly [number, number], [0, 0]],
        bias: weights["bias"],
      });
      return activate(reshape(joined, [batch, filters, joined.shape[2] as number, rows, columns]));
    },
  });
}
