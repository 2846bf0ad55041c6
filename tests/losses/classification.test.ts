import { describe, expect, test } from "vitest";
import { evaluateCase } from "../../src/registry/eval.ts";
import { resolveLoss } from "../../src/registry/index.ts";
import cases from "../fixtures/classification.json" with { type: "json" };
import { expectCase, flat } from "./cases.ts";
import { sumOf } from "./numbers.ts";

describe("values and gradients of PyTorch and torchvision", () => {
  test.each(cases.map((each) => [each.id, each] as const))("%s", (_, each) => expectCase(each));

  test("PyTorch's mean of weighted labels: the weights as sample weights, meanOverWeights", async () => {
    const given = cases.find((each) => each.id.startsWith("NLLLoss")) as (typeof cases)[number];
    const weights = [0.5, 2, 0.25, 1];
    const { yTrue, yPred } = given.inputs as { yTrue: number[][]; yPred: number[][][] };
    const sampleWeight = yTrue.map((row) => row.map((label) => weights[label] as number));
    const answer = await evaluateCase({
      id: 1,
      loss: "NLLLoss",
      inputs: { yTrue, yPred },
      sampleWeight,
      reduction: "meanOverWeights",
    });
    expect((answer as { value: number }).value).toBeCloseTo(sumOf(flat(given.value)) / sumOf(flat(sampleWeight)), 10);
  });
});

/** The peers' names of this family, and whose they are. */
const names: Readonly<Record<string, string>> = {
  // Keras and tf.keras
  BinaryCrossentropy: "binaryCrossentropy",
  binary_crossentropy: "binaryCrossentropy",
  BCE: "binaryCrossentropy",
  CategoricalCrossentropy: "categoricalCrossentropy",
  categorical_crossentropy: "categoricalCrossentropy",
  SparseCategoricalCrossentropy: "sparseCategoricalCrossentropy",
  sparse_categorical_crossentropy: "sparseCategoricalCrossentropy",
  BinaryFocalCrossentropy: "binaryFocalCrossentropy",
  binary_focal_crossentropy: "binaryFocalCrossentropy",
  CategoricalFocalCrossentropy: "categoricalFocalCrossentropy",
  categorical_focal_crossentropy: "categoricalFocalCrossentropy",
  CategoricalGeneralizedCrossEntropy: "generalizedCrossentropy",
  KLDivergence: "klDivergence",
  kl_divergence: "klDivergence",
  kld: "klDivergence",
  KLD: "klDivergence",
  kullback_leibler_divergence: "klDivergence",
  Hinge: "hinge",
  SquaredHinge: "squaredHinge",
  squared_hinge: "squaredHinge",
  CategoricalHinge: "categoricalHinge",
  categorical_hinge: "categoricalHinge",
  // PyTorch
  CrossEntropyLoss: "sparseCategoricalCrossentropy",
  cross_entropy: "sparseCategoricalCrossentropy",
  BCELoss: "binaryCrossentropy",
  BCEWithLogitsLoss: "binaryCrossentropy",
  binary_cross_entropy: "binaryCrossentropy",
  binary_cross_entropy_with_logits: "binaryCrossentropy",
  NLLLoss: "negativeLogLikelihood",
  nll_loss: "negativeLogLikelihood",
  KLDivLoss: "klDivergence",
  kl_div: "klDivergence",
  SoftMarginLoss: "softMargin",
  soft_margin_loss: "softMargin",
  MultiMarginLoss: "multiMargin",
  multi_margin_loss: "multiMargin",
  MultiLabelMarginLoss: "multilabelMargin",
  multilabel_margin_loss: "multilabelMargin",
  MultiLabelSoftMarginLoss: "multilabelSoftMargin",
  multilabel_soft_margin_loss: "multilabelSoftMargin",
  // optax
  sigmoid_binary_cross_entropy: "binaryCrossentropy",
  softmax_cross_entropy: "categoricalCrossentropy",
  safe_softmax_cross_entropy: "categoricalCrossentropy",
  softmax_cross_entropy_with_integer_labels: "sparseCategoricalCrossentropy",
  poly_loss_cross_entropy: "polyCrossentropy",
  kl_divergence_with_log_targets: "klDivergence",
  convex_kl_divergence: "generalizedKl",
  generalized_kl_divergence: "generalizedKl",
  hinge_loss: "hinge",
  multiclass_hinge_loss: "multiclassHinge",
  perceptron_loss: "perceptron",
  multiclass_perceptron_loss: "multiclassPerceptron",
  sparsemax_loss: "binarySparsemax",
  multiclass_sparsemax_loss: "sparsemax",
  make_fenchel_young_loss: "fenchelYoung",
  // torchvision, SMP, MONAI, kornia
  sigmoid_focal_loss: "binaryFocalCrossentropy",
  FocalLoss: "binaryFocalCrossentropy",
  SoftCrossEntropyLoss: "sparseCategoricalCrossentropy",
  SoftBCEWithLogitsLoss: "binaryCrossentropy",
  NACLLoss: "nacl",
  BinaryFocalLossWithLogits: "binaryFocalCrossentropy",
  // TensorFlow.js, MLX
  kullbackLeiblerDivergence: "klDivergence",
  sigmoidCrossEntropy: "binaryCrossentropy",
  softmaxCrossEntropy: "categoricalCrossentropy",
  hingeLoss: "hinge",
  logLoss: "binaryCrossentropy",
  kl_div_loss: "klDivergence",
};

test.each(Object.entries(names))("%s is %s", (name, canonical) => {
  expect(resolveLoss(name).name).toBe(canonical);
});
