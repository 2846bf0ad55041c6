import type { Tensor } from "../core/tensor.ts";

/** Learning rate by step (0-based), computed in JavaScript and fed with each batch. */
export type Schedule = (step: number) => number;

export interface ClipOptions {
  /** Each gradient element held within ± this. */
  readonly clipValue?: number;
  /** Each parameter's gradient scaled down to at most this Euclidean norm. */
  readonly clipNorm?: number;
  /** All gradients together scaled down to at most this Euclidean norm. */
  readonly globalClipNorm?: number;
}

/** One parameter's share of a step, as graphs. */
export interface UpdateContext {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** The optimizer's state for this parameter, shaped like it. */
  readonly slots: Readonly<Record<string, Tensor>>;
  /** Scalar. */
  readonly learningRate: Tensor;
  /** Scalar in the parameter's dtype: 1 in the first step. */
  readonly step: Tensor;
}

export interface Update {
  readonly parameter: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

/** An update rule. Scalars it computes from `step` and `learningRate` are shared by all parameters when the graph is compiled. */
export interface Optimizer {
  readonly kind: string;
  /** The options it was made with, as plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly learningRate: number | Schedule;
  readonly clip: ClipOptions;
  /** State per parameter, by name; each starts at the given value everywhere. */
  readonly slots: Readonly<Record<string, number>>;
  update(context: UpdateContext): Update;
}
