"""The variational autoencoder of main.mjs in PyTorch: the same first weights, data, steps and optimizer; other draws and order.

One argument, JSON: folder (train.bytes, test.bytes: 28 x 28 bytes an image), weights (safetensors), seed, batch, epochs.
Prints the mean test terms in nats per image, one draw each, as JSON.
"""
import json
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Autoencoder(nn.Module):
    def __init__(self, latents):
        super().__init__()
        self.encoder = nn.Linear(784, 400)
        self.mean = nn.Linear(400, latents)
        self.logVariance = nn.Linear(400, latents)
        self.decoder = nn.Linear(latents, 400)
        self.pixels = nn.Linear(400, 784)

    def forward(self, x):
        hidden = F.relu(self.encoder(x))
        mean, log_variance = self.mean(hidden), self.logVariance(hidden)
        z = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
        logits = self.pixels(F.relu(self.decoder(z)))
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
        return reconstruction, kl


def read_safetensors(path):
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"]).copy()
        for name, entry in header.items()
        if entry["dtype"] == "F32"
    }


def images(folder, name):
    pixels = np.fromfile(f"{folder}/{name}.bytes", np.uint8).reshape(-1, 784)
    return torch.from_numpy(pixels.astype(np.float32) / 255)


def main(folder, weights, seed, batch, epochs):
    torch.manual_seed(seed)
    start = read_safetensors(weights)
    net = Autoencoder(len(start["mean/bias"]))
    with torch.no_grad():
        for name, layer in net.named_children():
            layer.weight.copy_(torch.from_numpy(start[f"{name}/kernel"].T))  # kernels are [in, out]
            layer.bias.copy_(torch.from_numpy(start[f"{name}/bias"]))
    train, test = images(folder, "train"), images(folder, "test")
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001, eps=1e-8)
    ramp = -(-len(train) // batch)
    step = 0
    for _ in range(epochs):
        for chosen in torch.randperm(len(train)).split(batch):
            reconstruction, kl = net(train[chosen])
            optimizer.zero_grad()
            (reconstruction + min(1, step / ramp) * kl).mean().backward()
            optimizer.step()
            step += 1
    with torch.no_grad():
        terms = [torch.stack(net(part)).sum(1) for part in test.split(1000)]
    reconstruction, kl = (torch.stack(terms).sum(0) / len(test)).tolist()
    print(json.dumps({"reconstruction": reconstruction, "kl": kl}))


main(**json.loads(sys.argv[1]))
