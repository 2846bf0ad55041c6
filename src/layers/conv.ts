import { ArgumentError, ShapeError } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { type ConvOptions, conv } from "../ops/conv.ts";
import { convTranspose } from "../ops/conv-transpose.ts";
import type { Padding } from "../ops/window.ts";
import { resolveActivation } from "./activation.ts";
import { checkCount, type KernelOptions, kernelAndBias, kernelConfig } from "./dense.ts";
import { type InitializerLike, resolveInitializer } from "./initializers.ts";
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

/** Checks that an example has channels and at least one spatial axis. */
export function requireChannels(layer: string, shape: Shape): void {
  if (shape.length < 2 || shape.length > 4)
    throw new ShapeError(layer, { expected: "examples of shape [channels, ...space]", got: shapeText(shape) });
}

/** A size or stride as one whole number per axis. */
export function listOf(layer: string, option: string, size: KernelSize, axes: number): number[] {
  const list = Array.isArray(size) ? [...(size as readonly number[])] : new Array<number>(axes).fill(size as number);
  if (list.length !== axes)
    throw new ShapeError(layer, {
      expected: `${option}: one number, or one for each of ${axes} axes`,
      got: shapeText(list),
    });
  for (const length of list) checkCount(layer, option, length);
  return list;
}

/** Channels of an example, which the groups must divide. */
function channelsOf(layer: string, shape: Shape, axes: number, groups: number): number {
  requireSpace(layer, shape, axes);
  const channels = shape[0] as number;
  if (channels % groups !== 0)
    throw new ShapeError(layer, {
      expected: `a number of channels that ${groups} groups divide`,
      got: String(channels),
    });
  return channels;
}

/** Filters fall into groups, as the channels do. */
function checkGroups(layer: string, filters: number, groups: number): void {
  checkCount(layer, "groups", groups);
  if (filters % groups !== 0)
    throw new ArgumentError(layer, { expected: `a number of filters that ${groups} groups divide`, got: `${filters}` });
}

function convLayer(axes: 1 | 2 | 3, filters: number, kernelSize: KernelSize, options: ConvLayerOptions): Layer {
  const kind = `conv${axes}d`;
  checkCount(kind, "filters", filters);
  const kernel = listOf(kind, "kernelSize", kernelSize, axes);
  const { activation = "linear" } = options;
  const { stride = 1, dilation = 1, padding = "valid", groups = 1 } = options;
  checkGroups(kind, filters, groups);
  const activate = resolveActivation(activation, 1);
  const weightsOf = kernelAndBias(options);
  const geometry = { stride, dilation, padding, groups };
  return defineLayer({
    kind,
    arity: 1,
    precision: "half",
    name: options.name,
    options: { filters, kernelSize: kernel, ...geometry, ...kernelConfig(options) },
    weights: ([shape]) =>
      weightsOf([filters, channelsOf(kind, shape as Shape, axes, groups) / groups, ...kernel], [filters]),
    call: ([x], { weights }) =>
      activate(conv(x as Tensor, weights["kernel"] as Tensor, { ...geometry, bias: weights["bias"] })),
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

export interface DepthwiseConvOptions extends KernelOptions, Omit<ConvOptions, "groups"> {
  /** Results for each channel. Default 1. */
  readonly depthMultiplier?: number;
}

/**
 * Convolution of each channel by itself: [batch, channels, height, width] to [batch, channels · depthMultiplier,
 * ...windows]; kernel [channels · depthMultiplier, 1, h, w].
 */
export function depthwiseConv2d(kernelSize: KernelSize, options: DepthwiseConvOptions = {}): Layer {
  const kind = "depthwiseConv2d";
  const kernel = listOf(kind, "kernelSize", kernelSize, 2);
  const { activation = "linear", depthMultiplier = 1 } = options;
  const { stride = 1, dilation = 1, padding = "valid" } = options;
  checkCount(kind, "depthMultiplier", depthMultiplier);
  const activate = resolveActivation(activation, 1);
  const weightsOf = kernelAndBias(options);
  const geometry = { stride, dilation, padding };
  return defineLayer({
    kind,
    arity: 1,
    precision: "half",
    name: options.name,
    options: { kernelSize: kernel, depthMultiplier, ...geometry, ...kernelConfig(options) },
    weights([shape]) {
      const filters = channelsOf(kind, shape as Shape, 2, 1) * depthMultiplier;
      return weightsOf([filters, 1, ...kernel], [filters]);
    },
    call([x], { weights }) {
      const groups = (x as Tensor).shape[1] as number;
      return activate(conv(x as Tensor, weights["kernel"] as Tensor, { ...geometry, groups, bias: weights["bias"] }));
    },
  });
}

export interface SeparableConvOptions extends DepthwiseConvOptions {
  /** Of the kernel that mixes channels. Default: the kernelInitializer. */
  readonly pointwiseInitializer?: InitializerLike;
}

/**
 * A convolution of each channel by itself, then one over channels only (Chollet 2017, arXiv:1610.02357).
 * Weights: kernel [channels · depthMultiplier, 1, h, w], pointwise [filters, channels · depthMultiplier, 1, 1], bias [filters].
 */
export function separableConv2d(filters: number, kernelSize: KernelSize, options: SeparableConvOptions = {}): Layer {
  const kind = "separableConv2d";
  checkCount(kind, "filters", filters);
  const kernel = listOf(kind, "kernelSize", kernelSize, 2);
  const { activation = "linear", depthMultiplier = 1 } = options;
  const { stride = 1, dilation = 1, padding = "valid" } = options;
  checkCount(kind, "depthMultiplier", depthMultiplier);
  const activate = resolveActivation(activation, 1);
  const weightsOf = kernelAndBias(options);
  const pointwise = resolveInitializer(options.pointwiseInitializer ?? options.kernelInitializer ?? "glorotUniform");
  const geometry = { stride, dilation, padding };
  return defineLayer({
    kind,
    arity: 1,
    precision: "half",
    name: options.name,
    options: {
      filters,
      kernelSize: kernel,
      depthMultiplier,
      ...geometry,
      ...kernelConfig(options),
    },
    weights([shape]) {
      const between = channelsOf(kind, shape as Shape, 2, 1) * depthMultiplier;
      const { kernel: depthwise, ...bias } = weightsOf([between, 1, ...kernel], [filters]);
      const mixing = { shape: [filters, between, 1, 1], initializer: pointwise, regularizer: depthwise.regularizer };
      return { kernel: depthwise, pointwise: mixing, ...bias };
    },
    call([x], { weights }) {
      const groups = (x as Tensor).shape[1] as number;
      const apart = conv(x as Tensor, weights["kernel"] as Tensor, { ...geometry, groups });
      return activate(conv(apart, weights["pointwise"] as Tensor, { bias: weights["bias"] }));
    },
  });
}

export interface ConvTransposeLayerOptions extends KernelOptions {
  /** Distance between the inputs in the result. Default 1. */
  readonly stride?: KernelSize;
  /** Distance between the elements of the kernel. Default 1. */
  readonly dilation?: KernelSize;
  /**
   * Taken off the result: "valid" (default) nothing; "same" as much as makes it the input's size times the stride; a
   * number on every side; or [before, after] for each spatial axis.
   */
  readonly padding?: Padding;
  /** Added to the end of the result, less than the stride. Default 0; "same" works it out. */
  readonly outputPadding?: KernelSize;
  readonly groups?: number;
}

function convTransposeLayer(
  axes: 1 | 2 | 3,
  filters: number,
  kernelSize: KernelSize,
  options: ConvTransposeLayerOptions,
): Layer {
  const kind = `convTranspose${axes}d`;
  checkCount(kind, "filters", filters);
  const kernel = listOf(kind, "kernelSize", kernelSize, axes);
  const { activation = "linear", padding = "valid", outputPadding = 0, groups = 1 } = options;
  checkGroups(kind, filters, groups);
  const stride = listOf(kind, "stride", options.stride ?? 1, axes);
  const dilation = listOf(kind, "dilation", options.dilation ?? 1, axes);
  const activate = resolveActivation(activation, 1);
  const weightsOf = kernelAndBias(options);
  // Per axis, how far the kernel reaches beyond the stride: "same" takes it off both ends, or adds what is missing.
  const surplus = kernel.map((size, i) => (size - 1) * (dilation[i] as number) + 1 - (stride[i] as number));
  const border = {
    padding:
      padding === "same"
        ? surplus.map((extra) => [Math.floor(Math.max(0, extra) / 2), Math.ceil(Math.max(0, extra) / 2)] as const)
        : padding === "valid"
          ? 0
          : padding,
    outputPadding: padding === "same" ? surplus.map((extra) => Math.max(0, -extra)) : outputPadding,
  };
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
      outputPadding,
      groups,
      ...kernelConfig(options),
    },
    weights: ([shape]) =>
      weightsOf([channelsOf(kind, shape as Shape, axes, groups), filters / groups, ...kernel], [filters]),
    call: ([x], { weights }) =>
      activate(
        convTranspose(x as Tensor, weights["kernel"] as Tensor, {
          stride,
          dilation,
          groups,
          ...border,
          bias: weights["bias"],
        }),
      ),
  });
}

/** Transposed convolution over sequences; kernel [channels, filters / groups, size]. */
export function convTranspose1d(
  filters: number,
  kernelSize: KernelSize,
  options: ConvTransposeLayerOptions = {},
): Layer {
  return convTransposeLayer(1, filters, kernelSize, options);
}

/** Transposed convolution over images: the way up in decoders; kernel [channels, filters / groups, h, w]. */
export function convTranspose2d(
  filters: number,
  kernelSize: KernelSize,
  options: ConvTransposeLayerOptions = {},
): Layer {
  return convTransposeLayer(2, filters, kernelSize, options);
}

/** Transposed convolution over volumes or clips; kernel [channels, filters / groups, d, h, w]. */
export function convTranspose3d(
  filters: number,
  kernelSize: KernelSize,
  options: ConvTransposeLayerOptions = {},
): Layer {
  return convTransposeLayer(3, filters, kernelSize, options);
}
