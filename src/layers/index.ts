export { type ActivationLike, type ActivationName, activation, parametricRelu } from "./activation.ts";
export { type AttentionLayerOptions, multiHeadAttention, positionEmbedding } from "./attention.ts";
export { randomFlip, randomRotation, randomShift } from "./augmentation.ts";
export {
  type ConvLayerOptions,
  type ConvTransposeLayerOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type DepthwiseConvOptions,
  depthwiseConv2d,
  type KernelSize,
  type SeparableConvOptions,
  separableConv2d,
} from "./conv.ts";
export { type Conv2Plus1dOptions, conv2Plus1d } from "./conv-2plus1d.ts";
export { randomResizedCrop } from "./crops.ts";
export { dense, embedding, type KernelOptions } from "./dense.ts";
export {
  channelBias,
  forwardDiffusion,
  labelDropout,
  type NoiseLevelOptions,
  noiseLevel,
  normalNoise,
  randomStep,
  sinusoidalEmbedding,
} from "./diffusion.ts";
export { type ErasingOptions, randomErasing } from "./erasing.ts";
export {
  constantFill,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type InitializerLike,
  type InitializerName,
  identity,
  lecunNormal,
  lecunUniform,
  normal,
  ones,
  orthogonal,
  truncatedNormal,
  uniform,
  zeros,
} from "./initializers.ts";
export {
  type CallContext,
  defineLayer,
  type Initializer,
  type Layer,
  type LayerOutput,
  type LayerSpec,
  networkInput,
  type Regularizer,
  type WeightSpec,
} from "./layer.ts";
export { cutmix, type MixingOptions, mixup } from "./mixing.ts";
export {
  type BatchNormLayerOptions,
  batchNorm,
  groupNorm,
  instanceNorm,
  layerNorm,
  type NormLayerOptions,
} from "./norm.ts";
export {
  averagePool1d,
  averagePool2d,
  averagePool3d,
  globalAveragePooling,
  globalMaxPooling,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type PoolLayerOptions,
  upsample2d,
} from "./pooling.ts";
export {
  type GruOptions,
  gru,
  type LstmOptions,
  lstm,
  type RecurrentOptions,
  type SimpleRnnOptions,
  simpleRnn,
} from "./recurrent.ts";
export { l1, l1l2, l2, type RegularizerLike, type RegularizerName } from "./regularizers.ts";
export { gaussianSample } from "./sampling.ts";
export {
  addition,
  averaging,
  concatenation,
  dropout,
  flatten,
  gaussianNoise,
  lambda,
  maximumOf,
  multiplication,
  permute,
  rescaling,
  reshape,
  spatialDropout,
  zeroPad2d,
} from "./structure.ts";
