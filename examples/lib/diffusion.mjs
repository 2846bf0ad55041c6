/** The small U-Net of two examples: told the step and what is to be seen, it predicts what noise was added to an image. */
import {
  activation,
  addition,
  averagePool2d,
  channelBias,
  concatenation,
  conv2d,
  dense,
  forwardDiffusion,
  functional,
  groupNorm,
  labelDropout,
  networkInput,
  noiseLevel,
  normalNoise,
  permute,
  randomStep,
  rescaling,
  reshape,
  sinusoidalEmbedding,
  upsample2d,
} from "lossmith";

/** Numbers in which a network is told the step, and what is to be seen. */
export const toldSize = 64;
/** Layers from a step to numbers. */
export const told = (size) => [sinusoidalEmbedding(32), dense(size, { activation: "silu" }), dense(size)];
export const through = (layers, x) => layers.reduce((below, layer) => layer(below), x);

/** Two convolutions beside a shortcut, between them what the network is told. Makes a function, so that its layers are made once. */
function residualBlock(from, to) {
  const first = [groupNorm(8), activation("silu"), conv2d(to, 3, { padding: "same" })];
  const second = [groupNorm(8), activation("silu"), conv2d(to, 3, { padding: "same", kernelInitializer: "zeros" })];
  const [tell, bias, join] = [dense(to), channelBias(), addition()];
  const shortcut = from === to ? [] : [conv2d(to, 1)];
  return (x, context) => join(through(shortcut, x), through(second, bias(through(first, x), tell(context))));
}

/** A resolution of `filters[0]` channels, and within it those of half the size that the other filters are for. */
function levels(from, [filters, ...deeper]) {
  const enter = residualBlock(from, filters);
  if (deeper.length === 0) {
    const middle = residualBlock(filters, filters);
    return (x, context) => middle(enter(x, context), context);
  }
  const [down, below, up, beside] = [averagePool2d(2), levels(filters, deeper), upsample2d(2), concatenation()];
  const leave = residualBlock(filters + deeper[0], filters);
  return (x, context) => {
    const skip = enter(x, context);
    return leave(beside(up(below(down(skip), context)), skip), context);
  };
}

/** (noisy image, step, kind) to a prediction of the image's shape. Blocks of 2 x 2 pixels are channels: a quarter of the work. */
function unet([channels, height, width], { filters, kind }) {
  const [step, join, awake] = [told(toldSize), addition(), activation("silu")];
  const [rows, columns] = [height / 2, width / 2];
  const first = [
    reshape([channels, rows, 2, columns, 2]),
    permute([1, 3, 5, 2, 4]),
    reshape([4 * channels, rows, columns]),
    conv2d(filters[0], 3, { padding: "same" }),
  ];
  const body = levels(filters[0], filters);
  const last = [
    groupNorm(8),
    activation("silu"),
    conv2d(4 * channels, 3, { padding: "same", kernelInitializer: "zeros" }),
    reshape([channels, 2, 2, rows, columns]),
    permute([1, 4, 2, 5, 3]),
    reshape([channels, height, width]),
  ];
  return (x, t, y) => {
    const context = awake(join(through(step, t), through(kind, y)));
    return through(last, body(through(first, x), context));
  };
}

/** An image in [0, 1] as one in [-1, 1], with the noise of a random step. */
export function noised(x, schedule) {
  const sample = rescaling(2, -1)(x);
  const [step, noise] = [randomStep(schedule)(x), normalNoise()(x)];
  return { sample, step, noise, noisy: forwardDiffusion(schedule)(sample, noise, step) };
}

/**
 * The network as it is trained, on images and what they show, and as it is sampled from: of noisy images, steps and what is to be seen.
 * @param image [channels, height, width], sides that can be halved once for each of the filters
 * @param filters of the resolutions, multiples of 8
 * @param kind layers from a whole number, what is seen, to `toldSize` numbers; `none` is the number that says nothing
 */
export function diffusionNetworks({ image, filters, kind, none, schedule, seed }) {
  const predict = unet(image, { filters, kind });
  const [x, y] = [networkInput(image), networkInput([], { dtype: "int64" })];
  const { sample, step, noise, noisy } = noised(x, schedule);
  const yPred = predict(noisy, step, labelDropout(0.1, none)(y));
  const levels = { snr: noiseLevel(schedule, { as: "snr" })(step), alphaBar: noiseLevel(schedule)(step) };
  const given = {
    x: networkInput(image),
    step: networkInput([], { dtype: "int64" }),
    y: networkInput([], { dtype: "int64" }),
  };
  return {
    training: functional({ inputs: { x, y }, outputs: { yPred, sample, noise, ...levels } }, { seed }),
    sampler: functional({ inputs: given, outputs: { predicted: predict(given.x, given.step, given.y) } }, { seed }),
  };
}
