/** Loss functions of tensors, their reduction, and looking them up by name. */
export * from "./losses/index.gen.ts";
export { type Prompt, parsePrompt } from "./losses/prompt.ts";
export { type ReduceLossOptions, type Reduction, reduceLoss } from "./losses/reduce.ts";
export type { LossInfo, LossSpec } from "./losses/spec.ts";
export { type LossName, lossEntries, lossNames, type OptionsOf, resolveLoss } from "./registry/index.ts";
