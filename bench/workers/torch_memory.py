"""Peak resident memory of training steps in PyTorch. Usage: torch_memory.py '{"network": ..., "steps": ..., "threads": ...}'"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts/fixtures"))
from torch_networks import BUILDERS  # noqa: E402


def convnet(network):
    """bench/lib/networks.mjs: 3x3 convolutions, relu and 2x2 max pooling, then a dense layer."""
    layers = []
    for filters, channels, *_ in network["shapes"][:-2:2]:
        layers += [nn.Conv2d(channels, filters, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(*network["shapes"][-2]))


def resident(field):
    """MiB of /proc/self/status."""
    line = next(line for line in open("/proc/self/status") if line.startswith(field))
    return int(line.split()[1]) / 1024


request = json.loads(sys.argv[1])
network = request["network"]
torch.set_num_threads(request["threads"])
x = torch.from_numpy(np.random.default_rng(0).random([network["batchSize"], *network["input"]], np.float32))
y = torch.arange(len(x)) % network["classes"]
# What is used the first time is loaded then: that is the library, not the step.
F.conv2d(torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 3, 3))
level = resident("VmRSS")
net = convnet(network) if network["kind"] == "convnet" else BUILDERS[network["kind"]](network)
optimizer = torch.optim.Adam(net.parameters())
for _ in range(request["steps"]):
    optimizer.zero_grad()
    F.cross_entropy(net(x), y).backward()
    optimizer.step()
parameters = sum(parameter.numel() for parameter in net.parameters())
print(json.dumps({"mebibytes": resident("VmHWM") - level, "level": level, "parameters": parameters}))
