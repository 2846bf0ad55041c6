"""PyTorch's side of the timings: answers requests, one JSON object a line, as bench/lib/serve.mjs does."""
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts/fixtures"))
from draw import draw_weights  # noqa: E402
from loss_inputs import LOSSES, fill  # noqa: E402
import torch_ops  # noqa: E402
from torch_networks import build, fill_fields  # noqa: E402

state = {}


def prepare(request):
    network = request["network"]
    if "fields" in network:
        net, data = build(network), fill_fields(network)
    else:
        net, data = digits_network(network), digits(network)
    device = request.get("device") or "cpu"
    net.to(device)
    data = [{name: part.to(device) for name, part in each.items()} for each in data]
    adam = network["optimizer"]
    options = {"lr": adam["learningRate"], "betas": (adam["beta1"], adam["beta2"]), "eps": adam["epsilon"]}
    state.update(net=net, data=data, optimizer=torch.optim.Adam(net.parameters(), **options), next=0)
    return {"note": torch.cuda.get_device_name() if device == "cuda" else blas()}


def digits_network(network):
    shapes = network["shapes"]
    layers = [nn.Flatten()] if network["kind"] == "mlp" else []
    for shape in shapes[:-2:2]:
        if network["kind"] == "mlp":
            layers += [nn.Linear(*shape), nn.ReLU()]
        else:
            layers += [nn.Conv2d(shape[1], shape[0], 3), nn.ReLU(), nn.MaxPool2d(2)]
    layers += [nn.Linear(*shapes[-2])] if network["kind"] == "mlp" else [nn.Flatten(), nn.Linear(*shapes[-2])]
    net = nn.Sequential(*layers)
    with torch.no_grad():
        for parameter, value in zip(net.parameters(), draw_weights(shapes)):
            parameter.copy_(torch.from_numpy(value.T if value.ndim == 2 else value))
    net.loss = lambda data: F.cross_entropy(net(data["x"]), data["y"])
    return net


def digits(network):
    batch, batches = network["batchSize"], network["batches"]
    count = batch * batches
    images = np.fromfile(network["images"], np.uint8, count * 784, offset=16)
    labels = np.fromfile(network["labels"], np.uint8, count, offset=8)
    x = (torch.from_numpy(images).to(torch.float32) / 255).reshape(batches, batch, 1, 28, 28)
    y = torch.from_numpy(labels).long().reshape(batches, batch)
    return [{"x": x[i], "y": y[i]} for i in range(batches)]


def blas():
    """Name of the BLAS that is loaded."""
    files = {Path(line.split()[-1]).resolve().name for line in open("/proc/self/maps") if "blas" in line and "/" in line}
    known = [name.split(".so")[0] for name in files if "openblas" in name or "mkl" in name]
    return known[0] if known else "reference BLAS"


def step():
    data = state["data"][state["next"] % len(state["data"])]
    state["next"] += 1
    state["optimizer"].zero_grad()
    loss = state["net"].loss(data)
    loss.backward()
    state["optimizer"].step()
    return loss.item()


def losses(request):
    torch.set_num_threads(1)
    return {"losses": [step() for _ in range(request["steps"])]}


def timed(run, repeats):
    samples = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        samples.append((time.perf_counter() - start) * 1e3)
    return samples


def time_steps(request):
    """Milliseconds a step, each sample the mean over some steps."""
    torch.set_num_threads(request["threads"])
    count = request["steps"]

    def run():
        for _ in range(count):
            step()

    if request["warm"]:
        run()
    return {"milliseconds": [sample / count for sample in timed(run, request["repeats"])]}


def prepare_loss(request):
    torch.set_num_threads(2)
    work = request["work"]
    tensors = {each["name"]: fill(each) for each in work["inputs"]}
    wanted = [tensors[each["name"]].requires_grad_() for each in work["inputs"] if each["grad"]]
    function = LOSSES[work["name"]]

    def differentiate():
        for tensor in wanted:
            tensor.grad = None
        value = function(tensors)
        value.backward()
        return value

    def run():
        differentiate()
        return [tensor.grad.sum().item() for tensor in wanted]

    state["loss"] = run
    value = differentiate().item()
    return {"value": value, "gradientSum": sum(t.grad.double().abs().sum().item() for t in wanted)}


def time_loss(request):
    torch.set_num_threads(request["threads"])
    return {"milliseconds": timed(state["loss"], request["repeats"])}


def prepare_op(request):
    state["op"], digests = torch_ops.prepare(request["work"])
    return {"digests": digests}


def time_op(request):
    torch.set_num_threads(request["threads"])
    return {"milliseconds": timed(state["op"], request["repeats"])}


COMMANDS = {
    "prepare": prepare,
    "losses": losses,
    "time": time_steps,
    "lossNames": lambda _: {"names": list(LOSSES)},
    "prepareLoss": prepare_loss,
    "timeLoss": time_loss,
    "opNames": lambda _: {"names": list(torch_ops.FUNCTIONS)},
    "prepareOp": prepare_op,
    "timeOp": time_op,
    "version": lambda _: {"version": torch.__version__},
}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = COMMANDS[request["command"]](request)
    except Exception as error:  # the parent names the reason
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
