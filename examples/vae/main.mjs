/**
 * Autoencoders of MNIST and Fashion-MNIST: a plain one with the squared error, variational ones with the evidence lower bound, whose
 * factor of the divergence rises over the first epoch. Those with 16 latents are trained by PyTorch too, from the same first weights.
 */
import { dense, flatten, functional, gaussianSample, networkInput, reshape, subset } from "lossmith";
import { fashionMnist, mnist } from "lossmith/node";
import { example, spread } from "../lib/example.mjs";
import { draw } from "./pictures.mjs";
import { openPyTorch } from "./pytorch.mjs";

const batchSize = 128;
const sources = { MNIST: mnist, "Fashion-MNIST": fashionMnist };
const kinds = {
  "autoencoder, 16 latents": { latents: 16 },
  "VAE, 2 latents": { latents: 2, beta: 1 },
  "VAE, 16 latents": { latents: 16, beta: 1, compared: true },
  "VAE, 16 latents, beta 4": { latents: 16, beta: 4 },
};

/** The autoencoder, and its decoder alone, of the same layers. */
function networks({ latents, beta }, seed) {
  const decoder = [
    dense(400, { activation: "relu", name: "decoder" }),
    dense(784, { activation: "sigmoid", name: "pixels" }),
    reshape([1, 28, 28], { name: "image" }),
  ];
  const decode = (code) => decoder.reduce((below, layer) => layer(below), code);
  const x = networkInput([1, 28, 28]);
  const hidden = dense(400, { activation: "relu", name: "encoder" })(flatten()(x));
  const mean = dense(latents, { name: "mean" })(hidden);
  const z = networkInput([latents]);
  const alone = functional({ inputs: { z }, outputs: { image: decode(z) } }, { seed });
  if (beta === undefined)
    return { model: functional({ inputs: { x }, outputs: { yPred: decode(mean), mean } }, { seed }), decoder: alone };
  const logVariance = dense(latents, { name: "logVariance" })(hidden);
  // In evaluation too: the bound is an expectation over draws.
  const yPred = decode(gaussianSample({ always: true })(mean, logVariance));
  return { model: functional({ inputs: { x }, outputs: { yPred, mean, logVariance } }, { seed }), decoder: alone };
}

/** The loss: beta rises from 0 over the first epoch. */
function lossOf({ beta }, size) {
  if (beta === undefined) return { name: "mse", inputs: { yTrue: "x", yPred: "yPred" } };
  const ramp = { from: 0, to: beta, steps: Math.ceil(size / batchSize) };
  return { name: "elbo", inputs: { yTrue: "x" }, beta: ramp };
}

/** A trained model and what it makes of the test images; `first` is called with the model before its first step. */
async function train(kind, { data, test }, { epochs, seed, title, first }) {
  const { model, decoder } = networks(kind, seed);
  model.compile({ loss: lossOf(kind, data.size), optimizer: { name: "adam", learningRate: 0.001, epsilon: 1e-8 } });
  await first?.(model);
  const onEpochEnd = ({ epoch, terms, loss, seconds }) =>
    console.log(`${title}, seed ${seed}, epoch ${epoch}: ${loss.toFixed(4)} ${JSON.stringify(terms)}, ${seconds} s`);
  await model.fit(data, { epochs, batchSize, seed, callbacks: [{ onEpochEnd }] });
  const { loss, terms } = await model.evaluate(test, { batchSize: 1000 });
  const ofDecoder = Object.entries(model.weights).filter(([name]) => /^(decoder|pixels)\//.test(name));
  decoder.setWeights(Object.fromEntries(ofDecoder));
  if (kind.beta === undefined) return { model, decoder, figures: { "test MSE per pixel": loss } };
  const term = (name) => Object.entries(terms).find(([key]) => key.split("/").at(-1) === name)[1];
  const [reconstruction, kl] = [term("reconstruction"), term("kl") / kind.beta];
  return { model, decoder, figures: { "negative ELBO": reconstruction + kl, reconstruction, kl } };
}

const mean = (runs) => {
  const keys = Object.keys(runs[0]);
  const pick = (key) => runs.map((run) => run[key]);
  return Object.fromEntries(keys.map((key) => [key, runs.length === 1 ? runs[0][key] : spread(pick(key))]));
};

await example(import.meta.url, async ({ short, seed, file }) => {
  const epochs = short ? 1 : 4;
  const figures = {};
  for (const [name, load] of Object.entries(sources)) {
    const [data, test] = await Promise.all(
      ["train", "test"].map(async (split) => {
        const all = await load({ split });
        const few = Array.from({ length: split === "train" ? 512 : 128 }, (_, i) => i);
        return short ? subset(all, few) : all;
      }),
    );
    const pytorch = short ? undefined : await openPyTorch({ data, test, batchSize, epochs });
    const trained = {};
    for (const [label, kind] of Object.entries(kinds)) {
      const [ours, theirs] = [[], []];
      for (let i = 0; i < (kind.compared && !short ? 3 : 1); i++) {
        const first = kind.compared && pytorch ? (model) => pytorch.keep(model, seed + i) : undefined;
        const run = await train(kind, { data, test }, { epochs, seed: seed + i, title: `${name}, ${label}`, first });
        if (first) theirs.push(await pytorch.train(seed + i));
        ours.push(run.figures);
        if (i === 0) trained[label] = run;
      }
      figures[`${name}: ${label}`] = mean(ours);
      if (theirs.length > 0) {
        const difference = ours.map((run, i) => run["negative ELBO"] - theirs[i]);
        figures[`${name}: ${label}`]["PyTorch's negative ELBO"] = spread(theirs);
        figures[`${name}: ${label}`].difference = spread(difference);
      }
    }
    await pytorch?.close();
    if (file("") !== undefined) await draw(trained, test, { seed, file: (of) => file(`${name.toLowerCase()}-${of}`) });
  }
  return figures;
});
