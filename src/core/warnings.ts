/** What may be wrong without being certainly wrong, by code. */
export const warningCodes = {
  // Of the network and its loss, found by `compile`.
  DOUBLE_ACTIVATION: "An activation into probabilities is applied to probabilities.",
  SIGMOID_FOR_CLASSES: "Independent probabilities where the loss takes a distribution over classes.",
  SOFTMAX_FOR_LABELS: "A distribution over classes where the loss takes independent probabilities.",
  PROBABILITIES_FOR_SCORES: "Probabilities where the loss takes scores of any size.",
  RELU_HEAD: "A last layer that is never negative before a cross-entropy.",
  BOUNDED_LOGITS: "Logits that cannot leave a small interval.",
  POSITIVE_EXPECTED: "A last layer of any sign where the loss takes positive numbers.",
  METRIC_MISMATCH: "A metric of classes beside a loss of numbers.",
  UNKNOWN_SCORES: "A metric that cannot know whether it reads probabilities or logits.",
  SLOW_HALF: "Mixed precision on a device that computes float16 by way of float32.",
  // Of the data, found before training.
  NON_FINITE: "NaN or infinite values.",
  UNNORMALISED: "Inputs or targets far from the range that usual learning rates suit.",
  CONSTANT: "Columns, or a whole field, that never change.",
  MISSING_CLASSES: "Classes without an example in the training data.",
  MISSING_IN_VALIDATION: "Classes of the training data without an example in the validation data.",
  IMBALANCE: "Classes of very different sizes.",
  DUPLICATES: "Examples that come several times in the training data.",
  LEAK: "Examples of the validation data that are in the training data.",
  TARGET_SUM: "Target rows that do not sum to 1 where the loss takes distributions.",
  TARGET_RANGE: "Targets outside what the loss takes.",
  WEIGHTS: "Sample weights that are negative or all zero.",
  STARTING_LOSS: "A first loss far above that of a network that knows nothing yet.",
} as const;

export type WarningCode = keyof typeof warningCodes;

/** Something doubtful that training goes on with: the milder sister of an error, with the same parts. */
export interface Warning {
  readonly code: WarningCode;
  /** The layer, output, field or metric it is about. */
  readonly where: string;
  /** What is the matter, with the figures. */
  readonly message: string;
  /** The change to make. */
  readonly fix: string;
}

export type WarningHandler = (warning: Warning) => void;

/** A warning as one line. */
export function warningText({ code, where, message, fix }: Warning): string {
  return `${where}: ${message}; ${fix} [${code}]`;
}

/** Collects warnings, each code once for each place, and tells a handler of new ones. */
export class WarningLog {
  private readonly found = new Map<string, Warning>();
  private readonly handler: WarningHandler;

  /** @param handler default: one line on console.warn */
  constructor(handler: WarningHandler = printWarning) {
    this.handler = handler;
  }

  /** In the order they came. */
  get list(): readonly Warning[] {
    return [...this.found.values()];
  }

  add(warning: Warning): void {
    const key = `${warning.code} ${warning.where}`;
    if (this.found.has(key)) return;
    this.found.set(key, warning);
    this.handler(warning);
  }
}

function printWarning(warning: Warning): void {
  console.warn(`lossmith: ${warningText(warning)}`);
}
