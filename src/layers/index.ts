export { type ActivationLike, type ActivationName, activation } from "./activation.ts";
export {
  type ConvLayerOptions,
  type ConvTransposeLayerOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type KernelSize,
} from "./conv.ts";
export { dense, embedding, type KernelOptions } from "./dense.ts";
export {
  constantFill,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type InitializerLike,
  type InitializerName,
  lecunNormal,
  lecunUniform,
  normal,
  ones,
  orthogonal,
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
export { l1, l1l2, l2 } from "./regularizers.ts";
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
