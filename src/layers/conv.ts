import { ShapeError } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { type ConvOptions, conv } from "../ops/conv.ts";
import { convTranspose } from "../ops/conv-transpose.ts";
import { type ActivationLike, activationText, resolveActivation } from "./activation.ts";
import { checkCount, type KernelOptions } from "./dense.ts";
import { glorotUniform, resolveInitializer, zeros } from "./initializers.ts";
import { defineLayer, type Layer } from "./layer.ts";

/** A size per spatial axis, or one for all. */
export type KernelSize = number | readonly number[];

export interface ConvLayerOptions extends KernelOptions, ConvOptions {}

/** Checks that an example has its channels first and as many spatial axes as the layer. */
export function requireSpace(layer: string, shape: Shape, axes: number): void {
  if (shape.length === axes + 1) return;
  throw new ShapeError(layer, {
    expected: `examples of shape [channels${", size".repeat(axes)}]`,
    got: shapeText(shape),
    fix: shape.length === axes ? `add the axis of channels: reshape([1, ${shape.join(", ")}])` : "reshape the input",
  });
}

function kernelOf(layer: string, size: KernelSize, axes: number): number[] {
  const kernel = typeof size === "number" ? new Array<number>(axes).fill(size) : [...size];
  if (kernel.length !== axes)
    throw new ShapeError(layer, { expected: `a kernel size for ${axes} axes`, got: shapeText(kernel) });
  for (const length of kernel) checkCount(layer, "kernelSize", length);
  return kernel;
}

function convLayer(axes: 1 | 2 | 3, filters: number, kernelSize: KernelSize, options: ConvLayerOptions): Layer {
  const kind = `conv${axes}d`;
  checkCount(kind, "filters", filters);
  const kernel = kernelOf(kind, kernelSize, axes);
  const { activation = "linear", useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
  const { stride = 1, dilation = 1, padding = "valid", groups = 1 } = options;
  const activate = resolveActivation(activation);
  const initializers = [resolveInitializer(kernelInitializer), resolveInitializer(biasInitializer)] as const;
  return defineLayer({
    kind,
    name: options.name,
    options: { filters, kernelSize: kernel, stride, dilation, padding, groups, activation: activationText(activation), useBias },
    weights([given]) {
      const shape = given as Shape;
      requireSpace(kind, shape, axes);
      const channels = shape[0] as number;
      if (channels % groups !== 0)
        throw new ShapeError(kind, { expected: `a number of channels that ${groups} groups divide`, got: String(channels) });
      return {
        kernel: { shape: [filters, channels / groups, ...kernel], initializer: initializers[0], regularizer: options.kernelRegularizer },
        ...(useBias ? { bias: { shape: [filters], initializer: initializers[1], regularizer: options.biasRegularizer } } : {}),
      };
    },
    call: ([x], { weights }) =>
      activate(conv(x as Tensor, weights["kernel"] as Tensor, { stride, dilation, padding, groups, bias: weights["bias"] })),
  });
}

/** Convolution over sequences: [batch, channels, length] to [batch, filters, windows]; kernel [filters, channels / groups, size]. */
export function conv1d(filters: number, kernelSize: KernelSize, options: ConvLayerOptions = {}): Layer {
  return convLayer(1, filters, kernelSize, options);
}

/** Convolution over images: [batch, channels, height, width] to [batch, filters, ...windows]; kernel [filters, channels / groups, h, w]. */
export function conv2d(filters: number, kernelSize: KernelSize, options: ConvLayerOptions = {}): Layer {
  return convLayer(2, filters, kernelSize, options);
}

/** Convolution over volumes or clips: [batch, channels, depth, height, width]; kernel [filters, channels / groups, d, h, w]. */
export function conv3d(filters: number, kernelSize: KernelSize, options: ConvLayerOptions = {}): Layer {
  return convLayer(3, filters, kernelSize, options);
}

export interface ConvTransposeLayerOptions extends KernelOptions {
  readonly stride?: number | readonly number[];
  /** Taken off each side of the result; default 0. */
  readonly padding?: number;
  /** Added to the end of the result; default 0. */
  readonly outputPadding?: number | readonly number[];
}

function convTransposeLayer(axes: 1 | 2 | 3, filters: number, kernelSize: KernelSize, options: ConvTransposeLayerOptions): Layer {
  const kind = `convTranspose${axes}d`;
  checkCount(kind, "filters", filters);
  const kernel = kernelOf(kind, kernelSize, axes);
  const { activation = "linear", useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
  const { stride = 1, padding = 0, outputPadding = 0 } = options;
  const activate = resolveActivation(activation as ActivationLike);
  const initializers = [resolveInitializer(kernelInitializer), resolveInitializer(biasInitializer)] as const;
  return defineLayer({
    kind,
    name: options.name,
    options: { filters, kernelSize: kernel, stride, padding, outputPadding, activation: activationText(activation), useBias },
    weights([given]) {
      const shape = given as Shape;
      requireSpace(kind, shape, axes);
      return {
        kernel: { shape: [shape[0] as number, filters, ...kernel], initializer: initializers[0], regularizer: options.kernelRegularizer },
        ...(useBias ? { bias: { shape: [filters], initializer: initializers[1], regularizer: options.biasRegularizer } } : {}),
      };
    },
    call: ([x], { weights }) =>
      activate(convTranspose(x as Tensor, weights["kernel"] as Tensor, { stride, padding, outputPadding, bias: weights["bias"] })),
  });
}

/** Transposed convolution over sequences; kernel [channels, filters, size]. */
export function convTranspose1d(filters: number, kernelSize: KernelSize, options: ConvTransposeLayerOptions = {}): Layer {
  return convTransposeLayer(1, filters, kernelSize, options);
}

/** Transposed convolution over images: the way up in decoders; kernel [channels, filters, h, w]. */
export function convTranspose2d(filters: number, kernelSize: KernelSize, options: ConvTransposeLayerOptions = {}): Layer {
  return convTransposeLayer(2, filters, kernelSize, options);
}

/** Transposed convolution over volumes or clips; kernel [channels, filters, d, h, w]. */
export function convTranspose3d(filters: number, kernelSize: KernelSize, options: ConvTransposeLayerOptions = {}): Layer {
  return convTransposeLayer(3, filters, kernelSize, options);
}
