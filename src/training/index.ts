export {
  type Callback,
  type EpochRecord,
  earlyStopping,
  type FitOptions,
  type History,
  type StepRecord,
} from "./fit.ts";
export { type MinimizeOptions, minimize } from "./minimize.ts";
export { type CompileOptions, type Data, functional, Model, type ModelOptions, sequential } from "./model.ts";
export { convnet, mlp, type NetworkTask } from "./networks.ts";
export type { Checkpointing } from "./segments.ts";
export type { LossContext, LossFunction, LossLike, NamedLoss } from "./terms.ts";
export type { Evaluation, Summary } from "./totals.ts";
export type { EvaluateOptions } from "./trainer.ts";
export { version } from "./version.ts";
