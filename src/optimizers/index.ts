export {
  type AdamOptions,
  type AdamWOptions,
  adam,
  adamax,
  adamW,
  type NadamOptions,
  nadam,
} from "./adam.ts";
export {
  type AdadeltaOptions,
  type AdagradOptions,
  adadelta,
  adagrad,
  type LionOptions,
  lion,
  type RmspropOptions,
  rmsprop,
} from "./adaptive.ts";
export { clipGradients } from "./clip.ts";
export type { ClipOptions, Optimizer, Schedule, Update, UpdateContext } from "./optimizer.ts";
export { type OptimizerLike, type OptimizerName, resolveOptimizer } from "./resolve.ts";
export {
  type CosineDecayOptions,
  constantRate,
  cosineDecay,
  exponentialDecay,
  type OneCycleOptions,
  oneCycle,
  type PolynomialDecayOptions,
  piecewiseConstant,
  polynomialDecay,
  stepDecay,
  warmup,
} from "./schedules.ts";
export type { CommonOptions } from "./settings.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
