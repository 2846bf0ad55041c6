export * from "./activation.ts";
export * from "./arithmetic.ts";
export * from "./attention.ts";
export * from "./axes.ts";
export * from "./bits.ts";
export * from "./compare.ts";
export { type ConvGeometry, type ConvOptions, conv } from "./conv.ts";
export * from "./conv-transpose.ts";
export * from "./crops.ts";
export * from "./dropout.ts";
export * from "./erf.ts";
export * from "./exponential.ts";
export * from "./gamma.ts";
export * from "./gather.ts";
export * from "./indexing.ts";
export * from "./matmul.ts";
export * from "./norm.ts";
export * from "./pooling.ts";
export * from "./random.ts";
export {
  all,
  any,
  argMax,
  argMin,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  prod,
  softmax,
  variance,
} from "./reduce.ts";
export { depthToSpace, pixelShuffle, pixelUnshuffle, type ResizeOptions, resize, spaceToDepth } from "./resize.ts";
export * from "./rotation.ts";
export * from "./scan.ts";
export * from "./sort.ts";
export {
  broadcastTo,
  type CustomRule,
  cast,
  customGradient,
  fullLike,
  type ReduceOptions,
  reshape,
  stopGradient,
  sum,
  transpose,
} from "./structure.ts";
export * from "./trigonometric.ts";
export { vecdot } from "./vecdot.ts";
export type { Padding, PerAxis } from "./window.ts";
