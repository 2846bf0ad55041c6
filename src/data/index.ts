/** Data sets: from arrays and IDX files, split, joined and looked over. What reads files from disk is in node/. */

export { checkLabelValues, type LabelRange } from "../core/labels.ts";
export type { ArraysOptions, FieldValues, NestedNumbers, NumberArray } from "./arrays.ts";
export { arrays } from "./arrays.ts";
export { checkLabels, readColumn } from "./check-labels.ts";
export type { SplitOptions } from "./combine.ts";
export { concatenate, split, subset } from "./combine.ts";
export type { Dataset, Field } from "./dataset.ts";
export type { IdxArray } from "./idx.ts";
export { idxDataset, parseIdx, readIdx } from "./idx.ts";
export type { DataInspection } from "./inspect.ts";
export { inspectData } from "./inspect.ts";
export type { LabelStatistics } from "./labels.ts";
export { balancedWeights, countLabels, encodeOneHot, labelStatistics, withOneHot } from "./labels.ts";
export type { Column, MemoryOptions } from "./memory.ts";
export { fromColumns } from "./memory.ts";
export { nextFrames } from "./next-frames.ts";
export type { FieldStatistics } from "./scan.ts";
