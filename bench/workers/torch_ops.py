"""The operations of bench/ops/works.mjs in PyTorch."""
import numpy as np
import torch
from torch.nn import functional as F

from loss_inputs import fill


def batch_norm(t, work):
    return F.batch_norm(t["x"], None, None, t["scale"], t["offset"], training=True)


FUNCTIONS = {
    "matMul": lambda t, work: t["a"] @ t["b"],
    "conv": lambda t, work: F.conv2d(t["x"], t["weights"], padding=1),
    "maxPool": lambda t, work: F.max_pool2d(t["x"], 2),
    "softmax": lambda t, work: F.softmax(t["x"], -1),
    "logSoftmax": lambda t, work: F.log_softmax(t["x"], -1),
    "layerNorm": lambda t, work: F.layer_norm(t["x"], t["x"].shape[-1:], t["scale"], t["offset"]),
    "batchNorm": batch_norm,
    "gelu": lambda t, work: F.gelu(t["x"]),
    "exp": lambda t, work: torch.exp(t["x"]),
    "sumAll": lambda t, work: t["x"].sum(),
    "sumRows": lambda t, work: t["x"].sum(1),
    "sumColumns": lambda t, work: t["x"].sum(0),
    "transpose": lambda t, work: t["x"].t().contiguous(),
    "embedding": lambda t, work: F.embedding(t["indices"], t["table"]),
    "sort": lambda t, work: t["x"].sort(-1).values,
    "topK": lambda t, work: t["x"].topk(work["k"]).values,
    "cumSum": lambda t, work: t["x"].cumsum(-1),
}

READS = {
    "sum": lambda y, work: y.sum().item(),
    "whole": lambda y, work: y.numpy().copy(),
    "rows": lambda y, work: y.reshape(work["rows"], -1).sum(1).numpy().copy(),
}


def digest(tensor):
    numbers = tensor.detach().numpy().astype(np.float64).reshape(-1)
    count = min(61, numbers.size)
    picked = [numbers[k * numbers.size // count] for k in range(count)]
    return {"size": numbers.size, "scale": float(np.abs(numbers).mean()), "picked": picked}


def prepare(work):
    """What one run computes, as a function, and the digests of its results."""
    torch.set_num_threads(2)
    mode = work["mode"]
    tensors = {each["name"]: fill(each) for each in work["inputs"]}
    wanted = [tensors[each["name"]] for each in work["inputs"] if each.get("grad")] if mode != "value" else []
    for tensor in wanted:
        tensor.requires_grad_()
    function = FUNCTIONS[work["operation"]]
    above = tensors.get("above")
    if mode == "gradient":
        # The value is there already: only its gradients are computed.
        value = function(tensors, work)
        compute = lambda: list(torch.autograd.grad(value, wanted, above, retain_graph=True))  # noqa: E731
    elif mode == "both":

        def compute():
            value = function(tensors, work)
            return [value.detach(), *torch.autograd.grad(value, wanted, above)]

    else:
        compute = lambda: [function(tensors, work)]  # noqa: E731
    read = READS[work.get("read", "sum")]

    def run():
        results = compute()
        if mode != "gradient":
            read(results[0], work)
        for slope in results if mode == "gradient" else results[1:]:
            slope.sum().item()

    return run, [digest(result) for result in compute()]
