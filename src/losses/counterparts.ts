import type { LossInfo } from "./spec.ts";

// What the peers' cross-entropies and divergences do differently: more than fits beside the losses.

const clipped = "probabilities are clipped to [1e-7, 1 - 1e-7]";

export const binaryCounterparts: LossInfo["reference"] = {
  keras: { name: "BinaryCrossentropy", differs: clipped },
  torch: { name: "nn.BCEWithLogitsLoss", differs: "takes logits; nn.BCELoss takes probabilities and stops at 100" },
  optax: { name: "sigmoid_binary_cross_entropy", differs: "takes logits; not averaged over the last axis" },
  tfjs: { name: "binaryCrossentropy", differs: clipped },
  mlx: { name: "binary_cross_entropy", differs: "takes logits by default" },
  smp: { name: "SoftBCEWithLogitsLoss", differs: "labels of -100 count 0; smooth_factor is half of labelSmoothing" },
};

export const categoricalCounterparts: LossInfo["reference"] = {
  keras: { name: "CategoricalCrossentropy", differs: clipped },
  torch: { name: "nn.CrossEntropyLoss", differs: "takes logits; classes on axis 1" },
  optax: { name: "softmax_cross_entropy", differs: "takes logits; -infinity only in safe_softmax_cross_entropy" },
  tfjs: { name: "categoricalCrossentropy", differs: "probabilities are clipped, also those made from logits" },
  mlx: { name: "cross_entropy", differs: "takes logits; another value where targets do not sum to 1" },
};

export const sparseCategoricalCounterparts: LossInfo["reference"] = {
  keras: { name: "SparseCategoricalCrossentropy", differs: clipped },
  torch: {
    name: "nn.CrossEntropyLoss",
    differs: "takes logits; classes on axis 1; its mean divides by the sum of the labels' class weights, 0/0 included",
  },
  optax: { name: "softmax_cross_entropy_with_integer_labels", differs: "takes logits" },
  tfjs: { name: "sparseCategoricalCrossentropy", differs: "logits are clipped as if they were probabilities" },
  mlx: { name: "cross_entropy", differs: "takes logits" },
  smp: { name: "SoftCrossEntropyLoss", differs: "fails without smooth_factor; ignored positions count in the mean" },
};

export const binaryFocalCounterparts: LossInfo["reference"] = {
  keras: { name: "BinaryFocalCrossentropy", differs: "probabilities, also those made from logits, are clipped" },
  optax: { name: "sigmoid_focal_loss", differs: "takes logits; not averaged over the last axis" },
  torchvision: { name: "sigmoid_focal_loss", differs: "takes logits; balances classes by default; not averaged" },
  smp: { name: "FocalLoss", differs: "takes logits; several classes are as many binary losses" },
  monai: { name: "FocalLoss", differs: "takes logits" },
  kornia: { name: "BinaryFocalLossWithLogits", differs: "takes logits; balances classes by default; not averaged" },
};

export const klCounterparts: LossInfo["reference"] = {
  keras: { name: "KLDivergence", differs: "targets and predictions are clipped to [1e-7, 1]" },
  torch: {
    name: "nn.KLDivLoss",
    differs: "log-probabilities as they are (never normalised), not summed over classes; batchmean is our mean",
  },
  optax: { name: "kl_divergence", differs: "takes log-probabilities; NaN gradient by a target of 0" },
  tfjs: { name: "kullbackLeiblerDivergence", differs: "predictions are clipped to [1e-7, 1]" },
  mlx: { name: "kl_div_loss", differs: "takes log-probabilities for both" },
  kornia: { name: "kl_div_loss_2d", differs: "over height and width" },
};
