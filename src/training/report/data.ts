import type { Shape } from "../../core/shape.ts";

/** What a report shows of a run: plain data. Everything but title, headline and history may be left out. */
export interface ReportData {
  /** Name of the run: "MNIST convnet". */
  readonly title: string;
  /** One line below the title: network, loss, optimizer, device. */
  readonly subtitle?: string;
  /** When the run ended, as ISO 8601. */
  readonly finishedAt?: string;
  readonly headline: Headline;
  /** One record an epoch, in order. */
  readonly history: readonly EpochRecord[];
  /** Training loss of every step, in order. */
  readonly stepLosses?: ArrayLike<number>;
  /** Examples of class [row] that were taken for class [column]. */
  readonly confusion?: readonly (readonly number[])[];
  readonly classNames?: readonly string[];
  /** The examples that cost most, worst first. */
  readonly mistakes?: readonly Mistake[];
  readonly norms?: readonly NormRecord[];
  readonly summary?: readonly SummaryRow[];
  /** Options of the run; nested objects are flattened to dotted names. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What the reader should know: warnings about the data, an early stop. */
  readonly notes?: readonly string[];
}

/** The figures at the top. */
export interface Headline {
  /** Final figures by name, best known first: `{ accuracy: 0.991, loss: 0.03 }`. */
  readonly figures: Readonly<Record<string, number>>;
  /** What they were measured on. Default "test". */
  readonly on?: string;
  /** Time training took. */
  readonly seconds?: number;
  /** Trainable numbers in the network. */
  readonly parameters?: number;
  /** Optimizer steps made. */
  readonly steps?: number;
}

/** One epoch. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  /** By name, on the training data. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  /** The same on the validation data. */
  readonly validation?: { readonly loss: number; readonly metrics?: Readonly<Record<string, number>> } | undefined;
  readonly seconds?: number | undefined;
  readonly learningRate?: number | undefined;
}

/** An example and what the network made of it. */
export interface Mistake {
  /** Bytes [channels, height, width]; 1 or 3 channels. Left out for data that is no picture. */
  readonly image?:
    | {
        readonly data: Uint8Array;
        readonly channels: number;
        readonly height: number;
        readonly width: number;
      }
    | undefined;
  /** True class, or true value in regression. */
  readonly label: number;
  /** Class or value that was predicted. */
  readonly predicted: number;
  /** Probability of the predicted class, 0 to 1. */
  readonly confidence?: number | undefined;
  readonly loss: number;
  /** Place in the data set. */
  readonly index?: number;
}

/** Euclidean norms over a layer's weights and their gradients, at the end of an epoch. */
export interface NormRecord {
  readonly epoch: number;
  readonly layer: string;
  readonly weightNorm: number;
  readonly gradientNorm?: number | undefined;
}

/** A layer in the table of the model. */
export interface SummaryRow {
  readonly layer: string;
  /** Of one example. */
  readonly outputShape: Shape;
  readonly parameters: number;
}
