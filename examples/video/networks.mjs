/** Networks that tell motions apart, and one that predicts the next frame. */
import {
  activation,
  addition,
  averagePool2d,
  batchNorm,
  concatenation,
  conv2d,
  conv2Plus1d,
  conv3d,
  dense,
  functional,
  globalAveragePooling,
  lambda,
  networkInput,
  reshape,
  sequential,
  upsample2d,
} from "lossmith";
import { slice } from "lossmith/ops";

const filters = [16, 32, 64];
const options = { padding: "same", useBias: false };
const strides = [[1, 2, 2], 2, 2];
const convolutions = {
  conv2Plus1d: (i) => conv2Plus1d(filters[i], 3, { ...options, stride: strides[i] }),
  conv3d: (i) => conv3d(filters[i], 3, { ...options, stride: strides[i] }),
  // Kernels that never look at another frame: what can be told without motion.
  "conv3d, each frame by itself": (i) => conv3d(filters[i], [1, 3, 3], { ...options, stride: strides[i] }),
};
export const recognisers = Object.keys(convolutions);

/** Clips [1, frames, size, size] to logits. */
export function recogniser(name, { frames, size, classes, seed }) {
  const blocks = filters.flatMap((_, i) => [convolutions[name](i), batchNorm({ momentum: 0.9 }), activation("relu")]);
  return sequential([...blocks, globalAveragePooling(), dense(classes)], { inputShape: [1, frames, size, size], seed });
}

/**
 * Clips [1, seen, size, size] to the next frame [1, size, size]: the last frame and what a small U-Net over the frames as channels adds
 * to it, nothing at first.
 */
export function predictor({ seen, size, seed }) {
  const conv = (channels) => conv2d(channels, 3, { padding: "same", activation: "relu" });
  const through = (below, ...layers) => layers.reduce((value, layer) => layer(value), below);
  const clip = networkInput([1, seen, size, size]);
  const images = reshape([seen, size, size])(clip);
  const whole = through(images, conv(16));
  const half = through(whole, averagePool2d(2), conv(32));
  const quarter = through(half, averagePool2d(2), conv(48), conv(48));
  const halfAgain = through(concatenation()(upsample2d(2)(quarter), half), conv(32));
  const wholeAgain = through(concatenation()(upsample2d(2)(halfAgain), whole), conv(16));
  const change = conv2d(1, 3, { padding: "same", kernelInitializer: "zeros" })(wholeAgain);
  const last = lambda((x) => slice(x, { axes: [1], start: [seen - 1], end: [seen] }))(images);
  return functional({ inputs: { x: clip }, outputs: { y: addition()(last, change) } }, { seed });
}
