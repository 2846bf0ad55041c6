/** Operations on symbolic tensors, their gradients, and running them. */
export { checkpoint } from "./autodiff/checkpoint.ts";
export { type GradientsOptions, gradients } from "./autodiff/gradients.ts";
export { type NamedTensors, type ScanInputs, type ScanStep, scan } from "./autodiff/scan.ts";
export { constant, input, type NestedNumbers, type Tensor, type TensorLike, withDomain } from "./core/tensor.ts";
export * from "./ops/index.ts";
export { type CompiledFunction, compileFunction, evaluate, type Feed, type RunOptions } from "./runtime/evaluate.ts";
