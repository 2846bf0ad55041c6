/**
 * A Wasserstein generative adversarial network with gradient penalty (WGAN-GP) of MNIST: critic and generator trained in turns. The
 * critic's step differentiates its own gradient once more, through the whole critic.
 */
import * as Plot from "@observablehq/plot";
import { dense, flatten, frechetDistance, Random, reshape, sequential, subset, trainInTurns } from "lossmith";
import { gradientPenalty, wassersteinCritic, wassersteinGenerator } from "lossmith/losses";
import { mnist, saveImages } from "lossmith/node";
import { randomNormal, randomUniform } from "lossmith/ops";
import { colours, saveChart } from "../lib/charts.mjs";
import { example } from "../lib/example.mjs";
import { classifierFeatures } from "../lib/features.mjs";

const latents = 64;
const batchSize = 64;
const criticSteps = 3;

const generatorNetwork = (seed) =>
  sequential(
    [
      dense(256, { activation: "relu" }),
      dense(512, { activation: "relu" }),
      dense(784, { activation: "sigmoid" }),
      reshape([1, 28, 28]),
    ],
    { inputShape: [latents], name: "generator", seed },
  );

// No batch normalisation in a critic: the penalty is on the gradient of each example's score by that example.
const criticNetwork = (seed) =>
  sequential([flatten(), dense(512, { activation: "leakyRelu" }), dense(256, { activation: "leakyRelu" }), dense(1)], {
    inputShape: [1, 28, 28],
    name: "critic",
    seed: seed + 1,
  });

const latentCodes = (seed) => randomNormal([batchSize, latents], { seed, stream: 1 });

const criticLoss = ({ models: { critic, generator }, batch: { x }, seed }) => {
  const fake = generator(latentCodes(seed));
  const mix = randomUniform([batchSize], { seed, stream: 2 });
  return {
    wasserstein: wassersteinCritic(critic(x), critic(fake)),
    penalty: gradientPenalty(x, fake, mix, { critic, weight: 10 }),
  };
};

const generatorLoss = ({ models: { critic, generator }, seed }) =>
  wassersteinGenerator(critic(generator(latentCodes(seed))));

const codes = (count, random) => Float32Array.from({ length: count * latents }, () => random.normal());

function drawCurves(path, history, distances) {
  // Means of neighbouring rounds, so that the drift is seen under the noise.
  const width = Math.max(1, Math.floor(history.length / 100));
  const points = Array.from({ length: Math.floor(history.length / width) }, (_, i) => {
    const part = history.slice(i * width, (i + 1) * width);
    const mean = (key) => part.reduce((sum, each) => sum + each[key], 0) / part.length;
    return { round: part.at(-1).round, wasserstein: -mean("wasserstein"), penalty: mean("penalty") };
  });
  const line = (key, i) => Plot.lineY(points.slice(1), { x: "round", y: key, stroke: colours[i] });
  saveChart(
    path,
    [
      {
        title: "Critic: D(real) - D(generated), and the penalty",
        y: { label: null, grid: true },
        marks: [line("wasserstein", 0), line("penalty", 1)],
      },
      {
        title: "Frechet distance to test images",
        y: { label: null, grid: true, type: "log" },
        marks: [Plot.lineY(distances, { x: "round", y: "distance", stroke: colours[2], marker: true })],
      },
    ],
    {
      legend: [
        ["D(real) - D(generated)", colours[0]],
        ["gradient penalty", colours[1]],
        ["Frechet distance", colours[2]],
      ],
    },
  );
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const [all, allTest] = await Promise.all(["train", "test"].map((part) => mnist({ split: part })));
  const first = (data, size, from = 0) =>
    subset(
      data,
      Array.from({ length: size }, (_, i) => from + i),
    );
  const data = short ? first(all, 512) : all;
  const count = short ? 100 : 2000;
  const rounds = short ? 4 : 2000;
  const test = first(allTest, count);
  const features = await classifierFeatures(data, test, { epochs: short ? 1 : 2, seed });
  const ofTest = await features.of(test);

  const generator = generatorNetwork(seed);
  const critic = criticNetwork(seed);
  const [z, few] = [codes(count, new Random(seed).fork("codes")), codes(12, new Random(seed).fork("shown"))];
  const distance = async () =>
    frechetDistance(await features.of({ x: (await generator.predict({ x: z })).data }), ofTest);
  const shown = [];
  const [history, distances] = [[], [{ round: 0, distance: await distance() }]];
  const optimizer = { name: "adam", learningRate: 0.0003, beta1: 0.5, beta2: 0.9 };
  const showAt = [1 / 40, 1 / 10, 1 / 4, 1 / 2, 1].map((share) => Math.max(1, Math.round(share * rounds)));
  await trainInTurns({
    players: {
      critic: { model: critic, loss: criticLoss, optimizer, steps: criticSteps },
      generator: { model: generator, loss: generatorLoss, optimizer },
    },
    data,
    batchSize,
    rounds,
    seed,
    async onRound({ round, losses }) {
      history.push({ round, ...losses.critic });
      if (!showAt.includes(round)) return;
      shown.push(...(await generator.predict({ x: few })).data);
      distances.push({ round, distance: await distance() });
      console.log(
        `round ${round}: ${JSON.stringify(losses)}, Frechet distance ${distances.at(-1).distance.toFixed(1)}`,
      );
    },
  });
  if (file("") !== undefined) {
    await saveImages(file("samples.png"), { shape: [shown.length / 784, 1, 28, 28], data: shown }, { columns: 12 });
    const final = await generator.predict({ x: codes(96, new Random(seed).fork("final")) });
    await saveImages(file("digits.png"), final, { columns: 16, gap: 1 });
  }
  drawCurves(file("curves.svg"), history, distances);
  const mean = (key, part) => {
    const values = history.slice(Math.floor((1 - part) * history.length)).map((each) => each[key]);
    return values.reduce((a, b) => a + b, 0) / values.length;
  };
  const real = await features.of(first(data, count, short ? 200 : 10000));
  return {
    "real training images (the floor)": { "Frechet distance": frechetDistance(real, ofTest) },
    "generator before training": { "Frechet distance": distances[0].distance },
    "generator after training": {
      "Frechet distance": distances.at(-1).distance,
      "Wasserstein estimate, last tenth": -mean("wasserstein", 0.1),
      "gradient penalty, last tenth": mean("penalty", 0.1),
    },
    "classifier whose features are used": { "test accuracy": features.accuracy },
  };
});
