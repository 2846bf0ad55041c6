/** A small U-Net that is told the step and the class, and a classifier of noisy images. */
import {
  activation,
  addition,
  averagePool2d,
  channelBias,
  concatenation,
  conv2d,
  dense,
  embedding,
  flatten,
  forwardDiffusion,
  functional,
  gaussianSample,
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

/** The class that says "none". */
export const noClass = 10;
const image = [1, 28, 28];
const [wide, deep] = [24, 48];

const told = (size) => [sinusoidalEmbedding(32), dense(size, { activation: "silu" }), dense(size)];
const through = (layers, x) => layers.reduce((below, layer) => layer(below), x);

/** Two convolutions beside a shortcut, between them what the network is told. Makes a function, so that its layers are made once. */
function residualBlock(from, to) {
  const first = [groupNorm(8), activation("silu"), conv2d(to, 3, { padding: "same" })];
  const second = [groupNorm(8), activation("silu"), conv2d(to, 3, { padding: "same", kernelInitializer: "zeros" })];
  const [tell, bias, join] = [dense(to), channelBias(), addition()];
  const shortcut = from === to ? [] : [conv2d(to, 1)];
  return (x, context) => join(through(shortcut, x), through(second, bias(through(first, x), tell(context))));
}

/** (noisy image, step, class) to a prediction of the image's shape. Blocks of 2 x 2 pixels are channels: a quarter of the work. */
function unet() {
  const [step, kind, join, awake] = [told(64), embedding(11, 64), addition(), activation("silu")];
  const blocks = [reshape([14, 2, 14, 2]), permute([2, 4, 1, 3]), reshape([4, 14, 14])];
  const pixels = [reshape([2, 2, 14, 14]), permute([3, 1, 4, 2]), reshape(image)];
  const [stem, down, up] = [conv2d(wide, 3, { padding: "same" }), averagePool2d(2), upsample2d(2)];
  const outer = residualBlock(wide, wide);
  const [inner, middle] = [residualBlock(wide, deep), residualBlock(deep, deep)];
  const last = residualBlock(wide + deep, wide);
  const end = [groupNorm(8), activation("silu"), conv2d(4, 3, { padding: "same", kernelInitializer: "zeros" })];
  const beside = concatenation();
  return (x, t, y) => {
    const context = awake(join(through(step, t), kind(y)));
    const skip = outer(stem(through(blocks, x)), context);
    const low = middle(inner(down(skip), context), context);
    return through([...end, ...pixels], last(beside(up(low), skip), context));
  };
}

/** An image in [0, 1] as one in [-1, 1], with the noise of a random step. */
function noised(x, schedule) {
  const sample = rescaling(2, -1)(x);
  const [step, noise] = [randomStep(schedule)(x), normalNoise()(x)];
  return { sample, step, noise, noisy: forwardDiffusion(schedule)(sample, noise, step) };
}

/** The network as it is trained, on images and classes, and as it is sampled from: of noisy images, steps and classes. */
export function diffusionNetworks(schedule, seed) {
  const predict = unet();
  const [x, y] = [networkInput(image), networkInput([], { dtype: "int64" })];
  const { sample, step, noise, noisy } = noised(x, schedule);
  const yPred = predict(noisy, step, labelDropout(0.1, noClass)(y));
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

/** A classifier of noisy images, likewise. */
export function noisyClassifier(schedule, seed) {
  const first = [averagePool2d(2), conv2d(24, 3, { padding: "same" })];
  const [step, tell, bias, awake] = [told(64), dense(24), channelBias(), activation("silu")];
  const last = [
    ...[activation("silu"), averagePool2d(2), conv2d(48, 3, { padding: "same", activation: "silu" })],
    ...[flatten(), dense(64, { activation: "silu" }), dense(10)],
  ];
  const logits = (noisy, t) => through(last, bias(through(first, noisy), tell(awake(through(step, t)))));
  const x = networkInput(image);
  const { step: drawn, noisy } = noised(x, schedule);
  const given = { x: networkInput(image), step: networkInput([], { dtype: "int64" }) };
  return {
    training: functional({ inputs: { x }, outputs: { y: logits(noisy, drawn) } }, { seed }),
    alone: functional({ inputs: given, outputs: { logits: logits(given.x, given.step) } }, { seed }),
  };
}

/** A variational autoencoder of dense layers, to compare with, and its decoder alone. */
export function autoencoder(latents, seed) {
  const decoder = [dense(400, { activation: "relu" }), dense(784, { activation: "sigmoid" }), reshape(image)];
  const x = networkInput(image);
  const hidden = through([flatten(), dense(400, { activation: "relu" })], x);
  const [mean, logVariance] = [dense(latents)(hidden), dense(latents)(hidden)];
  const yPred = through(decoder, gaussianSample({ always: true })(mean, logVariance));
  const z = networkInput([latents]);
  return {
    training: functional({ inputs: { x }, outputs: { yPred, mean, logVariance } }, { seed }),
    decoder: functional({ inputs: { z }, outputs: { image: through(decoder, z) } }, { seed }),
  };
}
