import { ArgumentError, unknownName } from "../core/errors.ts";
import { noiseSchedule } from "../core/noise-schedule.ts";
import { activation, parametricRelu } from "./activation.ts";
import { multiHeadAttention, positionEmbedding } from "./attention.ts";
import { randomFlip, randomRotation, randomShift } from "./augmentation.ts";
import {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  depthwiseConv2d,
  separableConv2d,
} from "./conv.ts";
import { conv2Plus1d } from "./conv-2plus1d.ts";
import { randomResizedCrop } from "./crops.ts";
import { dense, embedding } from "./dense.ts";
import {
  channelBias,
  forwardDiffusion,
  labelDropout,
  noiseLevel,
  normalNoise,
  randomStep,
  sinusoidalEmbedding,
} from "./diffusion.ts";
import { randomErasing } from "./erasing.ts";
import type { Layer } from "./layer.ts";
import { cutmix, mixup } from "./mixing.ts";
import { batchNorm, groupNorm, instanceNorm, layerNorm } from "./norm.ts";
import {
  averagePool1d,
  averagePool2d,
  averagePool3d,
  globalAveragePooling,
  globalMaxPooling,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  upsample2d,
} from "./pooling.ts";
import { gru, lstm, simpleRnn } from "./recurrent.ts";
import { l1l2 } from "./regularizers.ts";
import { gaussianSample } from "./sampling.ts";
import {
  addition,
  averaging,
  concatenation,
  dropout,
  flatten,
  gaussianNoise,
  maximumOf,
  multiplication,
  permute,
  rescaling,
  reshape,
  spatialDropout,
  zeroPad2d,
} from "./structure.ts";

/** A layer's kind and options, as plain data. */
export interface LayerConfig {
  readonly kind: string;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

// biome-ignore lint/suspicious/noExplicitAny: options come from a file; the layers check them
type Options = any;

/** Makers by kind, from the options a layer says it was made with. */
const makers: Readonly<Record<string, (options: Options) => Layer>> = {
  channelBias,
  forwardDiffusion: (o) => forwardDiffusion(noiseSchedule(o.schedule.kind, o.schedule), o),
  labelDropout: (o) => labelDropout(o.rate, o.replacement, o),
  noiseLevel: (o) => noiseLevel(noiseSchedule(o.schedule.kind, o.schedule), o),
  normalNoise,
  randomStep: (o) => randomStep(o, o),
  sinusoidalEmbedding: (o) => sinusoidalEmbedding(o.size, o),
  activation: (o) => activation(o.activation, o),
  addition,
  averagePool1d: (o) => averagePool1d(o.window, withoutWindow(o)),
  averagePool2d: (o) => averagePool2d(o.window, withoutWindow(o)),
  averagePool3d: (o) => averagePool3d(o.window, withoutWindow(o)),
  averaging,
  batchNorm,
  concatenation,
  conv1d: (o) => conv1d(o.filters, o.kernelSize, o),
  conv2d: (o) => conv2d(o.filters, o.kernelSize, o),
  conv2Plus1d: (o) => conv2Plus1d(o.filters, o.kernelSize, o),
  conv3d: (o) => conv3d(o.filters, o.kernelSize, o),
  convTranspose1d: (o) => convTranspose1d(o.filters, o.kernelSize, o),
  convTranspose2d: (o) => convTranspose2d(o.filters, o.kernelSize, o),
  convTranspose3d: (o) => convTranspose3d(o.filters, o.kernelSize, o),
  cutmix,
  dense: (o) => dense(o.units, o),
  depthwiseConv2d: (o) => depthwiseConv2d(o.kernelSize, o),
  dropout: (o) => dropout(o.rate, o),
  embedding: (o) => embedding(o.count, o.size, o),
  flatten,
  gaussianNoise: (o) => gaussianNoise(o.standardDeviation, o),
  gaussianSample,
  globalAveragePooling,
  globalMaxPooling,
  groupNorm: (o) => groupNorm(o.groups, o),
  gru: (o) => gru(o.units, o),
  instanceNorm,
  layerNorm,
  lstm: (o) => lstm(o.units, o),
  maxPool1d: (o) => maxPool1d(o.window, withoutWindow(o)),
  maxPool2d: (o) => maxPool2d(o.window, withoutWindow(o)),
  maxPool3d: (o) => maxPool3d(o.window, withoutWindow(o)),
  maximumOf,
  mixup,
  multiHeadAttention,
  multiplication,
  parametricRelu,
  permute: (o) => permute(o.axes, o),
  positionEmbedding,
  randomErasing,
  randomFlip: (o) => randomFlip(o.direction, o),
  randomResizedCrop: (o) => randomResizedCrop(o.scale, o),
  randomRotation: (o) => randomRotation(o.most, o),
  randomShift: (o) => randomShift(o.most, o),
  rescaling: (o) => rescaling(o.scale, o.offset, o),
  reshape: (o) => reshape(o.shape, o),
  separableConv2d: (o) => separableConv2d(o.filters, o.kernelSize, o),
  simpleRnn: (o) => simpleRnn(o.units, o),
  spatialDropout: (o) => spatialDropout(o.rate, o),
  upsample2d: (o) => upsample2d(o.factor, o),
  zeroPad2d: (o) => zeroPad2d(o.padding, o),
};

function withoutWindow({ window: _, ...rest }: Options): Options {
  return rest;
}

/** Why a layer cannot be made again from its options alone: it holds a function of the user's. */
export function customPart({ kind, options }: LayerConfig): string | undefined {
  if (!Object.hasOwn(makers, kind)) return `a layer of the kind "${kind}"`;
  const key = Object.keys(options).find((each) => options[each] === "custom");
  return key === undefined ? undefined : `a function as ${key}`;
}

/** Options in which penalties are what they were made of: `{ l1, l2 }`. */
const penalties = ["kernelRegularizer", "recurrentRegularizer", "biasRegularizer"] as const;

/**
 * A layer from its kind and options.
 * @throws NameError for a kind that lossmith has none of; ArgumentError for options it cannot have been made with
 */
export function restoreLayer({ kind, name, options }: LayerConfig): Layer {
  const make = Object.hasOwn(makers, kind) ? makers[kind] : undefined;
  if (make === undefined) throw unknownName("layer kind", kind, Object.keys(makers));
  if (typeof options !== "object" || options === null)
    throw new ArgumentError(`layer "${name}"`, { expected: "options", got: String(options) });
  const restored = penalties.flatMap((key) => {
    const strengths = options[key];
    return typeof strengths === "object" && strengths !== null ? [[key, l1l2(strengths)] as const] : [];
  });
  return make({ ...options, ...Object.fromEntries(restored), name });
}
