export { type NoiseSchedule, type NoiseScheduleKind, noiseSchedule } from "../core/noise-schedule.ts";
export type { Balancing, BalancingName } from "./balancing.ts";
export type { Callback, EpochRecord, History, StepRecord, TrainingControl } from "./callbacks.ts";
export { type CheckLossOptions, checkLoss, type LossCheck, type LossReport } from "./check-loss.ts";
export type { CheckLevel, Checks } from "./checks.ts";
export type { ClassWeights } from "./class-weights.ts";
export { type CombinedLoss, type CombineOptions, combine } from "./combine.ts";
export type { Data, PerOutputValues } from "./data.ts";
export {
  type DefinedLoss,
  type DefinedOptions,
  type DefinedParam,
  defineLoss,
  type LossDefinition,
} from "./define-loss.ts";
export { type DdimStepOptions, type Denoised, ddimStep, denoised } from "./diffusion/ddim.ts";
export { type Conditions, type LogDensity, type SampleDiffusionOptions, sampleDiffusion } from "./diffusion/sample.ts";
export type { Diagnosed, DiagnoseOptions, Diagnosis } from "./doctor/diagnosis.ts";
export {
  type EarlyStoppingOptions,
  earlyStopping,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
} from "./early-stopping.ts";
export { decodeModel, encodeModel, type LoadModelOptions, type SaveModelOptions } from "./files/model-file.ts";
export type { FitOptions, TrainStep } from "./fit.ts";
export type { Normalisation } from "./landscape/directions.ts";
export {
  type LossBetweenOptions,
  type LossLandscapeOptions,
  type LossSurface,
  lossBetween,
  lossLandscape,
} from "./landscape/landscape.ts";
export { type MinimizeOptions, minimize } from "./minimize.ts";
export { functional, Model, type ModelOptions, sequential } from "./model.ts";
export type { MonitorOptions } from "./monitor.ts";
export { convnet, mlp, type NetworkTask } from "./networks.ts";
export type { CompileOptions } from "./plan.ts";
export type { Checkpointing } from "./segments.ts";
export type { LossContext, LossFunction, LossLike, NamedLoss } from "./terms.ts";
export type { NetworkFunction } from "./to-function.ts";
export type { Evaluation, Summary } from "./totals.ts";
export type { EvaluateOptions, Snapshot } from "./trainer.ts";
export { type Player, type PlayerContext, type TrainInTurnsOptions, type TurnsRecord, trainInTurns } from "./turns.ts";
export { version } from "./version.ts";
