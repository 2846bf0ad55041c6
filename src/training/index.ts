export type { Callback, EpochRecord, History, StepRecord, TrainingControl } from "./callbacks.ts";
export {
  type EarlyStoppingOptions,
  earlyStopping,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
} from "./early-stopping.ts";
export type { FitOptions, TrainStep } from "./fit.ts";
export { type MinimizeOptions, minimize } from "./minimize.ts";
export { type CompileOptions, type Data, functional, Model, type ModelOptions, sequential } from "./model.ts";
export type { MonitorOptions } from "./monitor.ts";
export { convnet, mlp, type NetworkTask } from "./networks.ts";
export type { LossContext, LossFunction, LossLike, NamedLoss } from "./terms.ts";
export type { Evaluation, Summary } from "./totals.ts";
export type { EvaluateOptions, Snapshot } from "./trainer.ts";
export { version } from "./version.ts";
