import type { Mining } from "./mining.ts";
import type { Average, Distance } from "./pairwise.ts";
import type { ChoiceParam, FlagParam, Kink, LossInput, LossVariable, NumberParam } from "./spec.ts";

// What the specs of losses of embeddings share.

/** Labels and embeddings. */
export const labelledInputs: readonly [labels: LossInput, embeddings: LossInput] = [
  { name: "labels", domain: "label", shape: "[batch]" },
  { name: "embeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
];

/** Anchors, positives and negatives. */
export const tripletInputs: readonly [anchor: LossInput, positive: LossInput, negative: LossInput] = [
  { name: "anchor", domain: "embedding", shape: "[batch, ..., dim]", grad: true },
  { name: "positive", domain: "embedding", shape: "[batch, ..., dim]", grad: true },
  { name: "negative", domain: "embedding", shape: "[batch, ..., dim]", grad: true },
];

export const distanceParam: ChoiceParam<Distance> = {
  kind: "choice",
  default: "euclidean",
  choices: ["euclidean", "squaredEuclidean", "cosine"],
  doc: "Between two embeddings; cosine is 1 - cos.",
};

/** Of losses that compare directions by default. */
export const unitParam: FlagParam = { kind: "flag", default: true, doc: "Scale embeddings to length 1 first." };

/** Of losses that compare embeddings as they are by default. */
export const asIsParam: FlagParam = { kind: "flag", default: false, doc: "Scale embeddings to length 1 first." };

export const averageParam: ChoiceParam<Average> = {
  kind: "choice",
  default: "all",
  choices: ["all", "violating", "batch"],
  doc: "Means over all of an anchor's, those that cost something, or (batch) the whole batch's that do.",
};

/** Of regularisers of what is beyond the margins. */
export const violatingParam: ChoiceParam<Average> = {
  kind: "choice",
  default: "violating",
  choices: ["all", "violating", "batch"],
  doc: "Means over the anchor's pairs beyond the margins, all of them, or the batch's.",
};

export const miningParam: ChoiceParam<Mining> = {
  kind: "choice",
  default: "all",
  choices: ["all", "hard", "semihard", "distanceWeighted"],
  doc: "Which triplets are learned from.",
};

/** Vectors of the classes that are learned, from unit vectors in random directions. */
export const learned: LossVariable = { trainable: true, initial: "directions" };

/** A linear layer over the classes that is part of a loss, and trained with it. */
export const linearInputs: readonly [weights: LossInput, bias: LossInput] = [
  {
    name: "weights",
    domain: "real",
    shape: "[classes, dim]",
    grad: true,
    variable: { trainable: true, initial: "glorotUniform" },
  },
  { name: "bias", domain: "real", shape: "[classes]", grad: true, variable: { trainable: true, initial: "zeros" } },
];

/** Numbers that follow the batches, from 0. */
export const followed: LossVariable = { trainable: false, initial: "zeros" };

/** Where a loss keeps vectors of the classes itself: how many there are. */
export const classesParam: NumberParam = { kind: "integer", default: null, min: 2, doc: "Number of classes." };

/** Options of losses that average over pairs or triplets at a distance. */
export interface DistanceOptions {
  /** euclidean, squaredEuclidean or cosine, which is 1 - cos. Default "euclidean". */
  readonly distance?: Distance;
  /** Means over all of an anchor's, those that cost something, or (batch) the whole batch's that do. Default "all". */
  readonly average?: Average;
}

/** Options of losses that keep vectors of the classes themselves. */
export interface ClassesOptions {
  /** Number of classes, where the loss keeps their vectors itself: in `compile`. */
  readonly classes?: number;
}

/** Of losses that compare directions. */
export const directionKinks: readonly Kink[] = [
  {
    at: "an embedding of zeros, which has no direction",
    gradient: "0 by that embedding",
    point: {
      inputs: {
        labels: [0, 0, 1],
        embeddings: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      },
      gradients: {
        embeddings: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      },
    },
  },
];

/** Of losses that compare by Euclidean distance. */
export const distanceKinks: readonly Kink[] = [
  {
    at: "equal embeddings, at distance 0",
    gradient: "0 by their distance",
    point: {
      inputs: {
        labels: [0, 0, 1],
        embeddings: [
          [1, 2],
          [1, 2],
          [1, 2],
        ],
      },
      gradients: {
        embeddings: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      },
    },
  },
];

/** Of losses that compare directions with those of classes' weights. */
export const exampleKinks: readonly Kink[] = [
  {
    at: "an embedding of zeros, which has no direction",
    gradient: "0 by that embedding",
    point: {
      inputs: {
        yTrue: [0],
        yPred: [[0, 0]],
        weights: [
          [1, 0],
          [0, 1],
        ],
      },
      gradients: { yPred: [[0, 0]] },
    },
  },
];
