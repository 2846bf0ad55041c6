/**
 * The matrix-based cross-entropy beside cross-entropy, focal loss and label smoothing: on the four kinds of clothes that are taken for
 * each other most, with right labels and with one label in four wrong. The same network, first weights, batches and steps for all.
 */
import * as Plot from "@observablehq/plot";
import { arrays, conv2d, dense, flatten, maxPool2d, Random, sequential, withOneHot } from "lossmith";
import { fashionMnist } from "lossmith/node";
import { colours, saveChart } from "../lib/charts.mjs";
import { example, spread } from "../lib/example.mjs";

const classes = [0, 2, 4, 6];
const classNames = ["T-shirt", "pullover", "coat", "shirt"];
const losses = {
  "cross-entropy": "categoricalCrossentropy",
  "matrix-based": "matrixCrossentropy",
  "focal, gamma 2": { name: "categoricalFocalCrossentropy", gamma: 2, alpha: 1 },
  "label smoothing 0.1": { name: "categoricalCrossentropy", labelSmoothing: 0.1 },
};
const names = Object.keys(losses);
const wrongShares = { "right labels": 0, "1 in 4 wrong": 0.25 };
const matrixName = "loss/matrixCrossentropy/matrix";

/** The first examples of the chosen classes, numbered anew; a share of the labels is replaced by one of the others. */
async function clothes(split, perClass, { wrong = 0, seed = 0 } = {}) {
  const all = await fashionMnist({ split });
  const numbers = Array.from({ length: all.size }, (_, i) => i);
  const labels = new BigInt64Array(all.size);
  await all.fill(numbers, { y: labels });
  const chosen = classes.flatMap((label) => numbers.filter((i) => Number(labels[i]) === label).slice(0, perClass));
  const x = new Uint8Array(chosen.length * 784);
  await all.fill(chosen, { x });
  const random = new Random(seed).fork("labels");
  const y = chosen.map((i) => {
    const label = classes.indexOf(Number(labels[i]));
    return random.uniform() < wrong ? (label + 1 + random.integer(classes.length - 1)) % classes.length : label;
  });
  const options = { shapes: { x: [1, 28, 28] }, rescale: { x: { scale: 1 / 255, offset: 0 } }, classNames };
  return await withOneHot(arrays({ x, y }, options));
}

/** Accuracy on the test images after each epoch, and the matrix. */
async function train(name, data, test, { epochs, seed }) {
  const layers = [
    conv2d(8, 3, { activation: "relu" }),
    maxPool2d(2),
    conv2d(16, 3, { activation: "relu" }),
    maxPool2d(2),
    flatten(),
    dense(32, { activation: "relu" }),
    dense(classes.length, { activation: "softmax" }),
  ];
  const model = sequential(layers, { inputShape: [1, 28, 28], seed });
  model.compile({
    loss: losses[name],
    optimizer: { name: "adam", learningRate: 0.002 },
    metrics: ["accuracy"],
    onWarning: () => {},
  });
  const [accuracy, matrices] = [[], []];
  const onEpochEnd = async ({ validation }, { weights }) => {
    accuracy.push(validation.metrics.accuracy);
    if (weights[matrixName]) matrices.push([...(await weights[matrixName].numbers())]);
  };
  await model.fit(data, { epochs, batchSize: 64, validation: test, callbacks: [{ onEpochEnd }] });
  return { accuracy, matrices };
}

function drawAccuracy(path, runs, epochs) {
  const values = Object.values(runs).flatMap((byName) =>
    Object.values(byName).flatMap((of) => of.flatMap(({ accuracy }) => accuracy)),
  );
  const domain = [Math.min(...values), Math.max(...values)];
  const panels = Object.entries(runs).map(([title, byName]) => ({
    title: `Test accuracy, ${title}`,
    x: { label: "epoch", ticks: Math.min(epochs, 8), tickFormat: String },
    y: { label: null, grid: true, domain },
    marks: names.flatMap((name, i) => {
      const points = Array.from({ length: epochs }, (_, epoch) => {
        const { mean, sd } = spread(byName[name].map(({ accuracy }) => accuracy[epoch]));
        return { epoch: epoch + 1, mean, low: mean - sd, high: mean + sd };
      });
      return [
        Plot.areaY(points, { x: "epoch", y1: "low", y2: "high", fill: colours[i], fillOpacity: 0.12, clip: "frame" }),
        Plot.line(points, { x: "epoch", y: "mean", stroke: colours[i], strokeWidth: 2 }),
      ];
    }),
  }));
  saveChart(path, panels, { width: 430, legend: names.map((name, i) => [name, colours[i]]) });
}

function drawMatrices(path, runs, epochs) {
  const shown = [...new Set([1, Math.ceil(epochs / 4), Math.ceil(epochs / 2), epochs])];
  const panels = Object.entries(runs).flatMap(([title, byName]) =>
    shown.map((epoch) => {
      const matrix = byName["matrix-based"][0].matrices[epoch - 1];
      const cells = matrix.map((value, i) => ({
        predicted: classNames[Math.floor(i / classes.length)],
        label: classNames[i % classes.length],
        value,
      }));
      return {
        title: `${title}, epoch ${epoch}`,
        marginLeft: 62,
        marginBottom: 44,
        padding: 0,
        x: { label: "label", labelOffset: 40, domain: classNames, tickSize: 0 },
        y: { label: null, domain: classNames, tickSize: 0 },
        color: { scheme: "blues", domain: [0, 1] },
        marks: [
          Plot.cell(cells, { x: "label", y: "predicted", fill: "value" }),
          Plot.text(cells, {
            x: "label",
            y: "predicted",
            text: ({ value }) => value.toFixed(2),
            fill: ({ value }) => (value > 0.55 ? "#fff" : "#1e293b"),
          }),
        ],
      };
    }),
  );
  saveChart(path, panels, { width: 300, height: 250, columns: shown.length });
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const [perClass, epochs, seeds] = short ? [32, 2, 1] : [1000, 12, 5];
  const test = await clothes("test", short ? 16 : 1000);
  const runs = {};
  for (const [title, wrong] of Object.entries(wrongShares)) {
    runs[title] = Object.fromEntries(names.map((name) => [name, []]));
    for (let i = 0; i < seeds; i++) {
      const data = await clothes("train", perClass, { wrong, seed: seed + i });
      for (const name of names) runs[title][name].push(await train(name, data, test, { epochs, seed: seed + i }));
    }
    console.log(
      title,
      names.map((name) => spread(runs[title][name].map(({ accuracy }) => accuracy.at(-1))).mean.toFixed(4)).join(" "),
    );
  }
  drawAccuracy(file("accuracy.svg"), runs, epochs);
  drawMatrices(file("matrix.svg"), runs, epochs);
  const rows = Object.entries(runs).flatMap(([title, byName]) =>
    names.map((name) => {
      const of = (pick) => spread(byName[name].map(({ accuracy }) => pick(accuracy)));
      return [
        `${title}: ${name}`,
        {
          "epoch 1": of((accuracy) => accuracy[0]),
          "epoch 3": of((accuracy) => accuracy[Math.min(2, epochs - 1)]),
          "mean of all epochs": of((accuracy) => spread(accuracy).mean),
          "last epoch": of((accuracy) => accuracy.at(-1)),
          "best epoch": of((accuracy) => Math.max(...accuracy)),
        },
      ];
    }),
  );
  return Object.fromEntries(rows);
});
