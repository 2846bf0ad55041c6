/**
 * Video: moving handwritten digits as H.264 files. Convolutions over space and time tell how a digit moves, and the next frame is
 * predicted under four losses.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { cosineDecay, nextFrames } from "lossmith";
import { gradientDifference, meanAbsoluteError, meanSquaredError, ssim } from "lossmith/losses";
import { clips, mnist, saveImages } from "lossmith/node";
import { constant, evaluate, mean } from "lossmith/ops";
import { saveChart } from "../lib/charts.mjs";
import { example } from "../lib/example.mjs";
import { frames, motionNames, size, writeClips } from "./motions.mjs";
import { predictor, recogniser, recognisers } from "./networks.mjs";

const pixels = size * size;
const batchSize = 32;
const numbersTo = (count) => Array.from({ length: count }, (_, i) => i);
const adam = (rate, epochs, { size: count }) => ({
  name: "adam",
  learningRate: cosineDecay(rate, epochs * Math.ceil(count / batchSize)),
});
const report = (name) => ({
  onEpochEnd: ({ epoch, loss, stepMilliseconds }) =>
    console.log(`${name}, epoch ${epoch}: loss ${loss.toFixed(4)}, ${stepMilliseconds.toFixed(0)} ms a step`),
});

/** One field of a whole data set. */
async function read(data, name) {
  const { shape, classes } = data.fields[name];
  const length = data.size * shape.reduce((a, b) => a * b, 1);
  const values = classes === undefined ? new Uint8Array(length) : new BigInt64Array(length);
  await data.fill(numbersTo(data.size), { [name]: values });
  return values;
}

async function timed(what, work) {
  const start = performance.now();
  const result = await work;
  console.log(`${what} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

async function recognise(name, { train, test }, { epochs, seed }) {
  const model = recogniser(name, { frames, size, classes: motionNames.length, seed });
  model.compile({
    loss: { name: "sparseCategoricalCrossentropy", fromLogits: true },
    optimizer: adam(0.003, epochs, train),
    metrics: ["accuracy"],
  });
  await model.fit(train, { epochs, batchSize, callbacks: [report(name)] });
  const { metrics } = await model.evaluate(test);
  return { model, figures: { "test accuracy": metrics.accuracy, weights: model.parameterCount.trainable } };
}

/** Rows: how a digit moves; columns: what was seen in it. */
async function drawConfusion(path, model, test) {
  const { data: scores } = await model.predict(test);
  const names = test.classNames;
  const counts = names.map(() => names.map(() => 0));
  for (const [i, label] of (await read(test, "y")).entries()) {
    const row = scores.subarray(i * names.length, (i + 1) * names.length);
    counts[Number(label)][row.indexOf(Math.max(...row))]++;
  }
  const perClass = test.size / names.length;
  const cells = counts.flatMap((row, i) => row.map((count, j) => ({ motion: names[i], seen: names[j], count })));
  const axis = { domain: names, tickSize: 0, label: null };
  const panel = {
    title: "Test clips of each motion (rows), by what was seen (columns)",
    marginLeft: 118,
    marginBottom: 84,
    padding: 0,
    x: { ...axis, tickRotate: -40 },
    y: axis,
    color: { scheme: "blues", domain: [0, perClass] },
    marks: [
      Plot.cell(cells, { x: "seen", y: "motion", fill: "count" }),
      Plot.text(cells, {
        x: "seen",
        y: "motion",
        text: "count",
        fill: ({ count }) => (count > 0.55 * perClass ? "#fff" : "#1e293b"),
      }),
    ],
  };
  saveChart(path, [panel], { width: 560, height: 400 });
}

const seen = 5;
const losses = {
  "mean squared error": "meanSquaredError",
  "mean absolute error": "meanAbsoluteError",
  SSIM: "ssim",
  "absolute error + gradient difference": (yTrue, yPred) => ({
    absolute: mean(meanAbsoluteError(yTrue, yPred), [1, 2]),
    gradients: gradientDifference(yTrue, yPred),
  }),
};

/** What each of the losses says of predictions, lower is better. */
async function judge(truth, predicted) {
  const shape = [truth.length / pixels, 1, size, size];
  const [yTrue, yPred] = [truth, predicted].map((data) => constant(Float32Array.from(data), { shape }));
  const judges = {
    MSE: meanSquaredError,
    MAE: meanAbsoluteError,
    "1 - SSIM": ssim,
    "gradient difference": gradientDifference,
  };
  const values = await evaluate(Object.values(judges).map((loss) => mean(loss(yTrue, yPred))));
  const numbers = await Promise.all(values.map((value) => value.numbers()));
  return Object.fromEntries(Object.keys(judges).map((name, i) => [name, numbers[i][0]]));
}

async function predict(loss, { train, test }, { epochs, seed }) {
  const model = predictor({ seen, size, seed });
  model.compile({ loss: losses[loss], optimizer: adam(0.002, epochs, train) });
  await model.fit(train, { epochs, batchSize, callbacks: [report(loss)] });
  return (await model.predict(test)).data;
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const root = await mkdtemp(join(tmpdir(), "lossmith-video-"));
  try {
    return await run(root, { short, seed, file });
  } finally {
    await rm(root, { recursive: true });
  }
});

async function run(root, { short, seed, file }) {
  const counts = short ? { train: 6, test: 3 } : { train: 200, test: 60 };
  const figures = {};
  const [motions, next] = [{}, {}];
  for (const [i, split] of ["train", "test"].entries()) {
    const folder = join(root, split);
    const options = { perClass: counts[split], encoded: !short, seed: 2 * seed + i };
    await timed(`${split} written`, writeClips(folder, await mnist({ split }), options));
    motions[split] = await clips(folder, { frames, size, channels: 1 });
    const windows = { frames: seen + 1, start: [0, frames - seen - 1], size, channels: 1 };
    next[split] = nextFrames(await clips(folder, windows));
  }
  const shown = await timed("test read", read(motions.test, "x"));

  for (const name of recognisers) {
    const found = await recognise(name, motions, { epochs: short ? 1 : 12, seed });
    figures[`how it moves: ${name}`] = found.figures;
    console.log(name, JSON.stringify(found.figures));
    if (name === "conv2Plus1d") await drawConfusion(file("confusion.svg"), found.model, motions.test);
  }

  const [x, truth] = [await read(next.test, "x"), await read(next.test, "y")];
  const last = x.filter((_, i) => Math.floor(i / pixels) % seen === seen - 1);
  const scaled = (bytes) => Float32Array.from(bytes, (byte) => byte / 255);
  const predictions = { "the last frame again": scaled(last) };
  for (const loss of Object.keys(losses))
    predictions[loss] = await predict(loss, next, { epochs: short ? 1 : 6, seed });
  for (const [name, values] of Object.entries(predictions)) {
    figures[`next frame: ${name}`] = await judge(scaled(truth), values);
    console.log(name, JSON.stringify(figures[`next frame: ${name}`]));
  }

  if (file("") === undefined) return figures;
  // The first clip of each motion, a row each; then two predictions of each motion, a column each.
  const sheet = motionNames.flatMap((_, i) => {
    const from = i * counts.test * frames * pixels;
    return [...shown.subarray(from, from + frames * pixels)];
  });
  const images = (data) => ({ shape: [data.length / pixels, 1, size, size], data: Uint8Array.from(data) });
  await saveImages(file("clips.png"), images(sheet), { columns: frames, scale: 2 });
  const columns = motionNames.flatMap((_, i) => [2 * i * counts.test, 2 * i * counts.test + 3]);
  const rows = [scaled(truth), ...Object.values(predictions)].flatMap((values) =>
    columns.flatMap((i) => [...values.subarray(i * pixels, (i + 1) * pixels)]),
  );
  await saveImages(
    file("next-frames.png"),
    { shape: [rows.length / pixels, 1, size, size], data: rows },
    { columns: columns.length, scale: 2 },
  );
  return figures;
}
