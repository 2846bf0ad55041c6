/**
 * Diffusion models of Fashion-MNIST that predict the noise, with and without min-SNR weights, or the velocity; guided by the class they
 * are told, or by the gradient of a classifier. Judged by the Frechet distance beside a variational autoencoder.
 */
import { cosineDecay, frechetDistance, noiseSchedule, Random, sampleDiffusion, subset } from "lossmith";
import { sparseCategoricalCrossentropy } from "lossmith/losses";
import { fashionMnist, saveImages } from "lossmith/node";
import { neg } from "lossmith/ops";
import { example } from "../lib/example.mjs";
import { classifierFeatures } from "../lib/features.mjs";
import { autoencoder, clothesDiffusion, noClass, noisyClassifier } from "./networks.mjs";

const batchSize = 64;
const schedule = noiseSchedule("cosine");
const objectives = {
  noise: { prediction: "epsilon", loss: { name: "diffusion", inputs: { yPred: "yPred", yTrue: "noise" } } },
  "noise, min-SNR": {
    prediction: "epsilon",
    loss: { name: "diffusion", inputs: { yPred: "yPred", yTrue: "noise" }, minSnrGamma: 5 },
  },
  velocity: { prediction: "velocity", loss: { name: "vPrediction" } },
};

const report = (name) => ({
  onEpochEnd: ({ epoch, loss }) => console.log(`${name}, epoch ${epoch}: loss ${loss.toFixed(4)}`),
});

async function trainDiffusion(name, data, { epochs, seed }) {
  const { training, sampler } = clothesDiffusion(schedule, seed);
  const steps = Math.ceil(data.size / batchSize) * epochs;
  training.compile({
    loss: objectives[name].loss,
    optimizer: { name: "adam", learningRate: cosineDecay(0.003, steps) },
    averageDecay: 0.98,
  });
  await training.fit(data, { epochs, batchSize, callbacks: [report(name)] });
  return await sampler.takeWeights(training);
}

/** log p(class | noisy image, step) of a classifier trained on noisy images. */
async function trainGuide(data, { epochs, seed }) {
  const { training, alone } = noisyClassifier(schedule, seed);
  const loss = { name: "sparseCategoricalCrossentropy", fromLogits: true };
  training.compile({ loss, optimizer: { name: "adam", learningRate: 0.002 } });
  await training.fit(data, { epochs, batchSize, callbacks: [report("classifier of noisy images")] });
  const classify = await (await alone.takeWeights(training)).toFunction();
  return (x, step, { y }) => neg(sparseCategoricalCrossentropy(y, classify({ x, step }).logits, { fromLogits: true }));
}

async function sampleAutoencoder(data, count, { epochs, seed }) {
  const latents = 16;
  const { training, decoder } = autoencoder(latents, seed);
  training.compile({ loss: { name: "elbo", inputs: { yTrue: "x" } }, optimizer: "adam" });
  await training.fit(data, { epochs, batchSize, callbacks: [report("autoencoder")] });
  const random = new Random(seed).fork("codes");
  const z = Float32Array.from({ length: count * latents }, () => random.normal());
  return (await (await decoder.takeWeights(training)).predict({ z })).data;
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const [all, allTest] = await Promise.all(["train", "test"].map((split) => fashionMnist({ split })));
  const first = (data, size, from = 0) =>
    subset(
      data,
      Array.from({ length: size }, (_, i) => from + i),
    );
  const count = short ? 80 : 500;
  const data = first(all, short ? 128 : 30000);
  const test = first(allTest, count);
  const epochs = short ? 1 : 2;
  const features = await classifierFeatures(data, test, { epochs: short ? 1 : 3, seed });
  const ofTest = await features.of(test);
  const labels = Array.from({ length: count }, (_, i) => i % 10);

  const figures = {};
  /** Judges images in [0, 1], and keeps two of each class to be shown. */
  async function judge(name, pixels, asked) {
    const seen = asked && (await features.classes({ x: pixels }));
    figures[name] = {
      "Frechet distance": frechetDistance(await features.of({ x: pixels }), ofTest),
      ...(asked && { "the asked class is seen": seen.filter((label, i) => label === labels[i]).length / count }),
    };
    console.log(name, JSON.stringify(figures[name]));
    return pixels.subarray(0, 20 * 784);
  }
  const bytes = new Uint8Array(count * 784);
  await first(all, count, 40000).fill(
    Uint32Array.from({ length: count }, (_, i) => i),
    { x: bytes },
  );
  await judge(
    "real training images (the floor)",
    Float32Array.from(bytes, (byte) => byte / 255),
    true,
  );

  async function draw(sampler, { prediction }, options) {
    const images = await sampleDiffusion(sampler, {
      schedule,
      prediction,
      count,
      steps: short ? 2 : 20,
      conditions: { y: labels },
      seed,
      ...options,
    });
    return images.data.map((value) => (value + 1) / 2);
  }
  const shown = { objectives: [], guidance: [] };
  let sampler;
  for (const [name, objective] of Object.entries(objectives)) {
    sampler = await trainDiffusion(name, data, { epochs, seed });
    shown.objectives.push(...(await judge(`${name}, told the class`, await draw(sampler, objective, {}), true)));
  }
  // The last one, of the velocity, under other guidance.
  const none = labels.map(() => noClass);
  const guided = async (name, options, asked) =>
    shown.guidance.push(
      ...(await judge(`velocity, ${name}`, await draw(sampler, objectives.velocity, options), asked)),
    );
  await guided("told nothing", { conditions: { y: none } }, false);
  for (const scale of [2, 4])
    await guided(`classifier-free guidance ${scale}`, { guidance: { scale, without: { y: noClass } } }, true);
  const logDensity = await trainGuide(data, { epochs, seed });
  for (const scale of [1, 4])
    await guided(
      `told nothing, guided by a classifier ${scale}`,
      { conditions: { y: none }, guide: { scale, logDensity, conditions: { y: labels } } },
      true,
    );
  const decoded = await judge(
    "variational autoencoder",
    await sampleAutoencoder(data, count, { epochs: short ? 1 : 10, seed }),
    false,
  );
  figures["classifier whose features are used"] = { "test accuracy": features.accuracy };

  if (file("") !== undefined) {
    const save = (name, pixels) =>
      saveImages(file(name), { shape: [pixels.length / 784, 1, 28, 28], data: pixels }, { columns: 20, gap: 1 });
    await save("objectives.png", shown.objectives);
    await save("guidance.png", shown.guidance);
    await save("autoencoder.png", [...decoded]);
  }
  return figures;
});
