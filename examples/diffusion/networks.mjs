/** The networks of this example. */
import {
  activation,
  averagePool2d,
  channelBias,
  conv2d,
  dense,
  embedding,
  flatten,
  functional,
  gaussianSample,
  networkInput,
  reshape,
} from "lossmith";
import { diffusionNetworks, noised, through, told, toldSize } from "../lib/diffusion.mjs";

/** The class that says "none". */
export const noClass = 10;
const image = [1, 28, 28];

export const clothesDiffusion = (schedule, seed) =>
  diffusionNetworks({ image, filters: [24, 48], kind: [embedding(11, toldSize)], none: noClass, schedule, seed });

/** A classifier of noisy images, as it is trained and alone. */
export function noisyClassifier(schedule, seed) {
  const first = [averagePool2d(2), conv2d(24, 3, { padding: "same" })];
  const [step, tell, bias, awake] = [told(toldSize), dense(24), channelBias(), activation("silu")];
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
