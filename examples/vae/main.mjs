/**
 * Variational autoencoders of MNIST, with 2 and with 16 latents, trained with the evidence lower bound; the factor of the divergence
 * rises from 0 to 1 over the first epoch.
 */
import * as Plot from "@observablehq/plot";
import { dense, flatten, functional, gaussianSample, networkInput, Random, reshape, subset } from "lossmith";
import { mnist, saveImages } from "lossmith/node";
import { saveChart } from "../lib/charts.mjs";
import { example } from "../lib/example.mjs";

/** The autoencoder, and its decoder alone, of the same layers. */
function networks(latents, seed) {
  const decoder = [
    dense(400, { activation: "relu", name: "decoder" }),
    dense(784, { activation: "sigmoid", name: "pixels" }),
    reshape([1, 28, 28], { name: "image" }),
  ];
  const decode = (code) => decoder.reduce((below, layer) => layer(below), code);
  const x = networkInput([1, 28, 28]);
  const hidden = dense(400, { activation: "relu", name: "encoder" })(flatten()(x));
  const mean = dense(latents, { name: "mean" })(hidden);
  const logVariance = dense(latents, { name: "logVariance" })(hidden);
  // In evaluation too: the bound is an expectation over draws.
  const yPred = decode(gaussianSample({ always: true })(mean, logVariance));
  const z = networkInput([latents]);
  return {
    model: functional({ inputs: { x }, outputs: { yPred, mean, logVariance } }, { seed }),
    decoder: functional({ inputs: { z }, outputs: { image: decode(z) } }, { seed }),
  };
}

async function train(latents, data, test, { epochs, seed }) {
  const batchSize = 128;
  const { model, decoder } = networks(latents, seed);
  model.compile({
    loss: { name: "elbo", inputs: { yTrue: "x" }, beta: { from: 0, to: 1, steps: Math.ceil(data.size / batchSize) } },
    optimizer: { name: "adam", learningRate: 0.001 },
  });
  const onEpochEnd = ({ epoch, terms, validation }) =>
    console.log(
      `${latents} latents, epoch ${epoch}: ${JSON.stringify(terms)}, test ${validation.loss.toFixed(2)} nats`,
    );
  const { epochs: history } = await model.fit(data, {
    epochs,
    batchSize,
    validation: test,
    callbacks: [{ onEpochEnd }],
  });
  const ofDecoder = Object.entries(model.weights).filter(([name]) => /^(decoder|pixels)\//.test(name));
  decoder.setWeights(Object.fromEntries(ofDecoder));
  return { model, decoder, validation: history.at(-1).validation };
}

/** Images and what becomes of them, row under row. */
async function drawReconstructions(path, model, test) {
  const few = subset(
    test,
    Array.from({ length: 16 }, (_, i) => i),
  );
  const { yPred } = await model.predictAll(few);
  const pixels = new Uint8Array(16 * 784);
  await few.fill(
    Array.from({ length: 16 }, (_, i) => i),
    { x: pixels },
  );
  const before = Array.from(pixels, (byte) => byte / 255);
  await saveImages(
    path,
    { shape: [32, 1, 28, 28], data: [...before, ...(await yPred.numbers())] },
    { columns: 16, scale: 2 },
  );
}

/** What the decoder makes of codes, in rows. */
async function drawCodes(path, decoder, codes, columns) {
  await saveImages(path, await decoder.predict({ z: codes }), { columns, gap: 1 });
}

async function drawMap(path, model, test) {
  const size = Math.min(test.size, 2000);
  const few = subset(
    test,
    Array.from({ length: size }, (_, i) => i),
  );
  const codes = await (await model.predictAll(few)).mean.numbers();
  const labels = new BigInt64Array(size);
  await few.fill(
    Array.from({ length: size }, (_, i) => i),
    { y: labels },
  );
  const points = Array.from(labels, (label, i) => ({ a: codes[2 * i], b: codes[2 * i + 1], digit: String(label) }));
  const panel = {
    title: `Codes of ${size} test images, each written as its digit`,
    x: { label: null },
    y: { label: null },
    color: { scheme: "tableau10", domain: Array.from({ length: 10 }, (_, i) => String(i)) },
    marks: [Plot.text(points, { x: "a", y: "b", text: "digit", fill: "digit", fontSize: 8 })],
  };
  saveChart(path, [panel], { width: 560, height: 520 });
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const [all, allTest] = await Promise.all(["train", "test"].map((split) => mnist({ split })));
  const first = (data, size) =>
    short
      ? subset(
          data,
          Array.from({ length: size }, (_, i) => i),
        )
      : data;
  const [data, test] = [first(all, 512), first(allTest, 128)];
  const epochs = short ? 1 : 6;
  const figures = {};
  for (const latents of [2, 16]) {
    const { model, decoder, validation } = await train(latents, data, test, { epochs, seed });
    const terms = Object.fromEntries(
      Object.entries(validation.terms).map(([name, value]) => [name.split("/").at(-1), value]),
    );
    figures[`${latents} latents`] = {
      "negative test ELBO, nats per image": validation.loss,
      reconstruction: terms.reconstruction,
      KL: terms.kl,
    };
    const random = new Random(seed).fork("codes");
    const steps = Array.from({ length: 12 }, (_, i) => -2.5 + (5 * i) / 11);
    if (file("") === undefined) continue;
    await drawReconstructions(file(`reconstructions-${latents}.png`), model, test);
    if (latents === 2) {
      await drawMap(file("latent-map.svg"), model, test);
      const grid = [...steps].reverse().flatMap((b) => steps.map((a) => [a, b]));
      await drawCodes(file("latent-traversal.png"), decoder, grid, steps.length);
    } else {
      const draws = Array.from({ length: 96 }, () => Array.from({ length: latents }, () => random.normal()));
      await drawCodes(file("samples.png"), decoder, draws, 16);
    }
  }
  return figures;
});
