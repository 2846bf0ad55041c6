"""The networks of bench/lib/builders.mjs in PyTorch: layers, and with them parameters, in the same order."""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from draw import draw, limit_of


class Block(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.first = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(width)
        self.side = None
        if stride != 1 or channels != width:
            self.side = nn.Sequential(nn.Conv2d(channels, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        y = self.second_norm(self.second(F.relu(self.first_norm(self.first(x)))))
        return F.relu(y + (x if self.side is None else self.side(x)))


class ResNet(nn.Module):
    def __init__(self, network):
        super().__init__()
        widths = network["widths"]
        self.stem = nn.Sequential(nn.Conv2d(network["fields"]["x"]["shape"][0], widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU())
        layers, channels = [], widths[0]
        for stage, width in enumerate(widths):
            for block in range(network["blocks"][stage]):
                layers.append(Block(channels, width, 2 if stage > 0 and block == 0 else 1))
                channels = width
        self.blocks = nn.Sequential(*layers)
        self.head = nn.Linear(channels, network["fields"]["y"]["classes"])

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))

    def loss(self, data):
        return F.cross_entropy(self(data["x"]), data["y"])


class UNet(nn.Module):
    def __init__(self, network):
        super().__init__()
        widths, channels = network["widths"], network["fields"]["x"]["shape"][0]
        twice = lambda a, b: nn.Sequential(nn.Conv2d(a, b, 3, 1, 1), nn.ReLU(), nn.Conv2d(b, b, 3, 1, 1), nn.ReLU())
        self.down = nn.ModuleList()
        for width in widths:
            self.down.append(twice(channels, width))
            channels = width
        self.up = nn.ModuleList()
        for width in reversed(widths[:-1]):
            self.up.append(nn.ConvTranspose2d(channels, width, 2, 2))
            self.up.append(twice(2 * width, width))
            channels = width
        self.head = nn.Conv2d(channels, 1, 1)

    def forward(self, x):
        skips = []
        for i, layer in enumerate(self.down):
            x = layer(x if i == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        skips.pop()
        for i in range(0, len(self.up), 2):
            x = self.up[i + 1](torch.cat([self.up[i](x), skips.pop()], 1))
        return self.head(x)

    def loss(self, data):
        return F.binary_cross_entropy_with_logits(self(data["x"]), data["y"])


class Vae(nn.Module):
    def __init__(self, network):
        super().__init__()
        (channels, height, _), widths = network["fields"]["x"]["shape"], network["widths"]
        (latents,) = network["fields"]["noise"]["shape"]
        side = height // 4
        self.encoder = nn.Sequential(
            nn.Conv2d(channels, widths[0], 3, 2, 1), nn.ReLU(), nn.Conv2d(widths[0], widths[1], 3, 2, 1), nn.ReLU(), nn.Flatten()
        )
        self.codes = nn.Linear(widths[1] * side * side, 2 * latents)
        self.decoder = nn.Sequential(
            nn.Linear(latents, widths[1] * side * side),
            nn.ReLU(),
            nn.Unflatten(1, (widths[1], side, side)),
            nn.ConvTranspose2d(widths[1], widths[0], 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(widths[0], channels, 4, 2, 1),
        )

    def loss(self, data):
        x = data["x"]
        mean, log_variance = self.codes(self.encoder(x)).chunk(2, 1)
        logits = self.decoder(mean + torch.exp(0.5 * log_variance) * data["noise"])
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum()
        return (reconstruction + divergence) / len(x)


class Transformer(nn.Module):
    def __init__(self, network):
        super().__init__()
        _, dim = network["fields"]["x"]["shape"]
        options = {"dropout": 0, "activation": "gelu", "batch_first": True, "norm_first": True}
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(dim, network["heads"], network["hidden"], **options) for _ in range(network["blocks"])
        )
        self.head = nn.Linear(dim, network["fields"]["y"]["classes"])

    def order(self):
        """Query, key and value are apart in lossmith, joined here."""
        for block in self.blocks:
            attention, dim = block.self_attn, block.linear1.in_features
            yield from (block.norm1.weight, block.norm1.bias)
            for i in range(3):
                part = slice(i * dim, (i + 1) * dim)
                yield from (attention.in_proj_weight[part], attention.in_proj_bias[part])
            yield from (attention.out_proj.weight, attention.out_proj.bias, block.norm2.weight, block.norm2.bias)
            yield from (block.linear1.weight, block.linear1.bias, block.linear2.weight, block.linear2.bias)
        yield from self.head.parameters()

    def loss(self, data):
        x = data["x"]
        for block in self.blocks:
            x = block(x)
        return F.cross_entropy(self.head(x.mean(1)), data["y"])


class Recurrent(nn.Module):
    """The last output of a recurrent layer, classified. Gates of a GRU are in another order here: r, z, n for z, r, n."""

    def __init__(self, network):
        super().__init__()
        (_, features), self.gru = network["fields"]["x"]["shape"], network["kind"] == "gru"
        self.layer = (nn.GRU if self.gru else nn.LSTM)(features, network["units"], batch_first=True)
        self.head = nn.Linear(network["units"], network["fields"]["y"]["classes"])
        if not self.gru:  # an LSTM of lossmith has one bias
            self.layer.bias_hh_l0.requires_grad_(False).zero_()

    def order(self):
        yield from (self.layer.weight_ih_l0, self.layer.weight_hh_l0, self.layer.bias_ih_l0)
        if self.gru:
            yield self.layer.bias_hh_l0
        yield from self.head.parameters()

    def gates(self, parameter, value):
        if not self.gru or parameter.shape[0] != 3 * self.layer.hidden_size:
            return value
        z, r, n = np.split(value, 3)
        return np.concatenate([r, z, n])

    def loss(self, data):
        return F.cross_entropy(self.head(self.layer(data["x"])[0][:, -1]), data["y"])


BUILDERS = {
    "resnet": ResNet, "unet": UNet, "vae": Vae, "transformer": Transformer, "lstm": Recurrent, "gru": Recurrent,
}


def build(network):
    """The network with the formula's weights: factors of normalisation around 1, everything else around 0."""
    net = BUILDERS[network["kind"]](network)
    factors = {m.weight.data_ptr() for m in net.modules() if isinstance(m, (nn.BatchNorm2d, nn.LayerNorm))}
    with torch.no_grad():
        for k, parameter in enumerate(net.order() if hasattr(net, "order") else net.parameters()):
            turned = parameter.ndim == 2  # matrices are [out, in] here
            shape = tuple(parameter.shape)[:: -1 if turned else 1]
            value = draw(shape, k, limit_of(shape)) + np.float32(parameter.data_ptr() in factors)
            value = value.T if turned else value
            parameter.copy_(torch.from_numpy(net.gates(parameter, value) if hasattr(net, "gates") else value))
    return net


def fill_fields(network):
    """Batches of the network's fields, as fillFields in bench/lib/networks.mjs makes them."""
    size, count = network["batchSize"], network["batchSize"] * network["batches"]
    filled = {}
    for k, (name, field) in enumerate(network["fields"].items()):
        if "classes" in field:
            numbers = torch.arange(count) % field["classes"]
        else:
            unit = torch.from_numpy(draw((count, *field["shape"]), 1000 + k, 0.5))
            numbers = (unit > 0).float() if "binary" in field else field["low"] + (field["high"] - field["low"]) * (unit + 0.5)
        filled[name] = numbers.split(size)
    return [{name: parts[i] for name, parts in filled.items()} for i in range(network["batches"])]
