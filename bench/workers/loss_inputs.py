"""The inputs of bench/lib/losses.mjs, and what PyTorch calls our losses."""

import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts/fixtures"))
from draw import draw  # noqa: E402


def fill(spec):
    shape, kind, parameter = spec["shape"], spec["kind"], spec["parameter"]
    size = int(np.prod(shape))
    low, high, axis = spec.get("low"), spec.get("high"), spec.get("axis")

    def uniform():
        return draw(shape, parameter, 0.5) + np.float32(0.5)

    if kind == "index":
        return torch.from_numpy(low + (np.arange(size) * spec.get("step", 1) % (high - low))).reshape(shape)
    if kind == "full":
        return torch.full(shape, spec["value"])
    if kind == "binary":
        numbers = (uniform() > 0.5).astype(np.float32)
    elif kind == "sign":
        numbers = np.where(uniform() > 0.5, 1, -1).astype(np.float32)
    elif kind == "count":
        numbers = np.floor(uniform() * high).astype(np.float32)
    elif kind == "oneHot":
        at = axis % len(shape)
        rows = [n for i, n in enumerate(shape) if i != at]
        labels = np.arange(size // shape[at]) % shape[at]
        numbers = np.moveaxis(np.eye(shape[at], dtype=np.float32)[labels].reshape([*rows, shape[at]]), -1, at)
    elif kind == "distribution":
        numbers = np.float32(0.05) + np.float32(0.9) * uniform()
        numbers = numbers / numbers.sum(axis=axis, keepdims=True)
        numbers = np.log(numbers) if spec.get("log") else numbers
    elif kind == "box":
        u = uniform().reshape(-1, 4)
        corner = 4 * u[:, :2]
        numbers = np.concatenate([corner, corner + 0.5 + 3 * u[:, 2:]], axis=1).reshape(shape).astype(np.float32)
    else:
        numbers = np.float32(low) + np.float32(high - low) * uniform()
    return torch.from_numpy(np.ascontiguousarray(numbers, dtype=np.float32))


def ops():
    try:
        import torchvision.ops as vision
    except ImportError:  # its losses are then absent, not PyTorch's
        vision = None
    return vision


vision = ops()
mean_var = lambda t: {"input": t["mean"], "target": t["yTrue"], "var": t["variance"]}  # noqa: E731

# By our names; each gives the mean over what ours averages.
LOSSES = {
    "meanSquaredError": lambda t: F.mse_loss(t["yPred"], t["yTrue"]),
    "meanAbsoluteError": lambda t: F.l1_loss(t["yPred"], t["yTrue"]),
    "huber": lambda t: F.huber_loss(t["yPred"], t["yTrue"]),
    "smoothL1": lambda t: F.smooth_l1_loss(t["yPred"], t["yTrue"]),
    "poissonNll": lambda t: F.poisson_nll_loss(t["yPred"], t["yTrue"]),
    "gaussianNll": lambda t: F.gaussian_nll_loss(**mean_var(t)),
    "binaryCrossentropy": lambda t: F.binary_cross_entropy_with_logits(t["yPred"], t["yTrue"]),
    "categoricalCrossentropy": lambda t: F.cross_entropy(t["yPred"], t["yTrue"]),
    "sparseCategoricalCrossentropy": lambda t: F.cross_entropy(t["yPred"], t["yTrue"]),
    "negativeLogLikelihood": lambda t: F.nll_loss(t["yPred"], t["yTrue"]),
    "klDivergence": lambda t: F.kl_div(F.log_softmax(t["yPred"], -1), t["yTrue"], reduction="batchmean"),
    "softMargin": lambda t: F.soft_margin_loss(t["yPred"], t["yTrue"]),
    "multilabelSoftMargin": lambda t: F.multilabel_soft_margin_loss(t["yPred"], t["yTrue"]),
    "multiMargin": lambda t: F.multi_margin_loss(t["yPred"], t["yTrue"]),
    "marginRanking": lambda t: F.margin_ranking_loss(t["input1"], t["input2"], t["yTrue"]),
    "hingeEmbedding": lambda t: F.hinge_embedding_loss(t["yPred"], t["yTrue"]),
    "cosineEmbedding": lambda t: F.cosine_embedding_loss(t["input1"], t["input2"], t["yTrue"]),
    "tripletMargin": lambda t: F.triplet_margin_loss(t["anchor"], t["positive"], t["negative"]),
    "ctc": lambda t: F.ctc_loss(
        F.log_softmax(t["logits"], -1).transpose(0, 1),
        t["labels"],
        t["logitLengths"],
        t["labelLengths"],
        reduction="none",
    ).mean(),
    "binaryFocalCrossentropy": lambda t: vision.sigmoid_focal_loss(t["yPred"], t["yTrue"], -1, 2, "mean"),
    "giou": lambda t: vision.generalized_box_iou_loss(t["yPred"], t["yTrue"], "mean"),
    "diou": lambda t: vision.distance_box_iou_loss(t["yPred"], t["yTrue"], "mean"),
    "ciou": lambda t: vision.complete_box_iou_loss(t["yPred"], t["yTrue"], "mean"),
}
