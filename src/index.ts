/** Training: networks, losses by name, optimizers, metrics and data. Operations on tensors are in "lossmith/ops", loss functions in "lossmith/losses". */

export type { Domain } from "./core/domain.ts";
export type { DType, TypedArray } from "./core/dtype.ts";
export * from "./core/errors.ts";
export type { Device } from "./core/op.ts";
export { Random } from "./core/random.ts";
export type { Shape } from "./core/shape.ts";
export type { Tensor } from "./core/tensor.ts";
export { type Warning, type WarningCode, type WarningHandler, warningCodes, warningText } from "./core/warnings.ts";
export * from "./data/index.ts";
export * from "./layers/index.ts";
export * from "./metrics/index.ts";
export * from "./optimizers/index.ts";
export { disposeSessions } from "./runtime/cache.ts";
export { type CompiledFunction, compileFunction, evaluate, type Feed, type RunOptions } from "./runtime/evaluate.ts";
export { Value } from "./runtime/value.ts";
export * from "./training/index.ts";
