import { drawLabels, drawRows, sumOf } from "./numbers.ts";

export const sizes = { batch: 4, dim: 3, classes: 7, samples: 5 };
const { batch, dim, classes, samples } = sizes;

interface SampledNumbers {
  readonly yTrue: number[];
  readonly yPred: number[][];
  readonly sampled: number[][];
  readonly weights: number[][];
  readonly bias: number[];
}

export const numbers: SampledNumbers = {
  yTrue: drawLabels(batch, classes),
  yPred: drawRows(batch, dim),
  sampled: Array.from({ length: batch }, (_, i) => drawLabels(samples, classes, 10 + i)),
  weights: drawRows(classes, dim, 3),
  bias: drawRows(1, classes, 4)[0] as number[],
};

/** Probability of a class under a sampler. */
export function probabilityOf(sampler: "logUniform" | "uniform", c: number): number {
  return sampler === "uniform" ? 1 / classes : Math.log((c + 2) / (c + 1)) / Math.log(classes + 1);
}

/** Scores of the label and of the samples that are not the label, corrected, per example. */
export function scoresOf(sampler: "logUniform" | "uniform" | "none"): { own: number; others: number[] }[] {
  return numbers.yTrue.map((label, i) => {
    const score = (c: number): number => {
      const dot = sumOf((numbers.weights[c] as number[]).map((w, d) => w * (numbers.yPred[i]?.[d] as number)));
      const raw = dot + (numbers.bias[c] as number);
      return sampler === "none" ? raw : raw - Math.log(samples * probabilityOf(sampler, c));
    };
    return { own: score(label), others: (numbers.sampled[i] as number[]).filter((c) => c !== label).map(score) };
  });
}
