import { LossmithError } from "../../../core/errors.ts";
import { type WarningCode, warningCodes } from "../../../core/warnings.ts";
import type { Rule, Severity } from "../rule.ts";

/** Why each warning of `compile` and of the data checks matters, and a training that has it. */
const reasons: Readonly<
  Record<
    WarningCode,
    { readonly why: string; readonly example: string; readonly severity?: Severity; readonly id?: string }
  >
> = {
  DOUBLE_ACTIVATION: {
    why: "Probabilities of probabilities are nearly alike.",
    example: 'sequential([dense(3, { activation: "softmax" }), activation("softmax")], { inputShape: [4] })',
  },
  SIGMOID_FOR_CLASSES: {
    why: "Independent probabilities do not sum to 1, and a loss over classes then trains the sum too.",
    example: 'dense(3, { activation: "sigmoid" }) // with categoricalCrossentropy',
  },
  SOFTMAX_FOR_LABELS: {
    why: "An example with two labels cannot give both a high probability.",
    example: 'dense(3, { activation: "softmax" }) // with binaryCrossentropy',
  },
  PROBABILITIES_FOR_SCORES: {
    why: "Scores squeezed into 0 to 1 cannot reach the margins the loss asks for.",
    example: 'dense(1, { activation: "sigmoid" }) // with hinge',
  },
  RELU_HEAD: {
    why: "What is below 0 has no gradient and can never come back.",
    example: 'dense(3, { activation: "relu" }) // with a cross-entropy',
  },
  BOUNDED_LOGITS: {
    why: "Between -1 and 1 no class gets more than e² times the probability of another.",
    example: 'dense(3, { activation: "tanh" }) // with fromLogits: true',
  },
  POSITIVE_EXPECTED: {
    why: "A rate or a variance below 0 means nothing; its logarithm is NaN.",
    example: "dense(1) // with poisson",
  },
  METRIC_MISMATCH: {
    why: "Counting hits of numbers that are never equal gives 0 whatever is learned.",
    example: 'model.compile({ loss: "meanSquaredError", metrics: ["accuracy"] })',
  },
  UNKNOWN_SCORES: {
    why: "A threshold of 0.5 is right for probabilities and wrong for logits.",
    example: 'model.compile({ loss: ownLoss, metrics: ["accuracy"] }) // dense(1)',
  },
  SLOW_HALF: {
    why: "Every product is brought to float32 and back: a step takes longer and is less exact.",
    example: 'model.compile({ loss: "mse", mixedPrecision: true, device: "cpu" })',
  },
  NON_FINITE: {
    why: "One NaN makes the loss NaN and then every weight.",
    example: "arrays with a NaN",
    severity: "error",
  },
  UNNORMALISED: {
    why: "Large numbers make large gradients and saturate units; learning rates that suit others do not suit them.",
    example: "pixels from 0 to 255 without rescale",
  },
  CONSTANT: {
    why: "What never changes tells nothing; often a column was read wrongly.",
    example: "arrays({ x, y: [1, 1, 1, 1] })",
  },
  MISSING_CLASSES: {
    why: "A class without examples is never predicted.",
    example: "arrays({ x, y: [0, 1, 0, 1] }, { classes: 3 })",
  },
  MISSING_IN_VALIDATION: {
    why: "Figures on the validation data say nothing about that class.",
    example: "a validation part that is the last fifth of sorted data",
  },
  IMBALANCE: {
    why: "Small classes hardly count in a mean over examples.",
    example: "950 examples of class 0 and 50 of class 1",
  },
  DUPLICATES: {
    why: "What comes several times counts several times, and copies leak into validation.",
    example: "a data set joined with itself",
  },
  LEAK: {
    why: "Figures on examples that are trained on say nothing about new ones.",
    example: "model.fit(data, { validation: data })",
    severity: "error",
  },
  TARGET_SUM: {
    why: "Rows that do not sum to 1 are no distributions: the loss has no lowest value at the target.",
    example: "y: [[1, 1, 0]] // with categoricalCrossentropy",
  },
  TARGET_RANGE: {
    why: "Outside its range a loss can fall without end, away from what was meant.",
    example: "y: [[0, 255]] // with a cross-entropy",
    severity: "error",
  },
  WEIGHTS: {
    why: "A negative weight teaches the opposite; weights of 0 teach nothing.",
    example: "sampleWeight: [1, -1]",
  },
  STARTING_LOSS: {
    why: "A network that knows nothing should be as wrong as chance, not far worse.",
    example: "dense(10, { kernelInitializer: normal({ standardDeviation: 20 }) })",
  },
};

const ruleOf = (code: WarningCode): string => code.toLowerCase().replaceAll("_", "-");

const hints: Readonly<Partial<Record<WarningCode, readonly string[]>>> = {
  STARTING_LOSS: [
    "weight-scale",
    "alike-weights",
    "unnormalised",
    "saturated-units",
    "exploding-gradient",
    "targets-out-of-reach",
  ],
  IMBALANCE: ["imbalanced-accuracy"],
  MISSING_CLASSES: ["labels-off-by-one", "single-class"],
};

/** A rule for every warning there is. */
export const warnedRules: readonly Rule[] = (Object.keys(reasons) as WarningCode[]).map((code) => ({
  id: ruleOf(code),
  severity: reasons[code].severity ?? "warning",
  summary: warningCodes[code],
  why: reasons[code].why,
  fix: "make the change the finding names",
  example: reasons[code].example,
  ...(hints[code] === undefined ? {} : { unless: hints[code] }),
  look: ({ warnings }) =>
    warnings
      .filter((warning) => warning.code === code)
      .map(({ where, message, fix }) => ({ where, seen: message, fix })),
}));

/** What `compile`, the data checks or the building of a step refuse. */
export const refusedRules: readonly Rule[] = [
  {
    id: "refused",
    severity: "error",
    summary: "The training cannot start.",
    why: "What is certainly wrong is an error before the first step.",
    fix: "make the change the error names",
    example: 'sequential([dense(3)], { inputShape: [4] }).compile({ loss: "categoricalCrossentropy" })',
    unless: ["cut-gradient", "labels-off-by-one", "dropout-at-the-end"],
    refused: (error) =>
      error instanceof LossmithError
        ? [
            {
              where: error.where,
              seen: `${error.message} [${error.code}]`,
              ...(error.problem.fix === undefined ? {} : { fix: error.problem.fix }),
            },
          ]
        : [],
  },
];
