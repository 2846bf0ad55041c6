/**
 * What kind of page is it: source code, a form, a manual, sheet music or a table? A convolutional network with Dense(5), Adam,
 * categorical cross-entropy and accuracy, without and with augmentation; with class numbers; with one unit; with a sigmoid head.
 */
import * as Plot from "@observablehq/plot";
import {
  activation,
  arrays,
  batchNorm,
  conv2d,
  cosineDecay,
  cutmix,
  dense,
  dropout,
  flatten,
  functional,
  maxPool2d,
  mixup,
  networkInput,
  randomErasing,
  randomRotation,
  randomShift,
  withOneHot,
} from "lossmith";
import { colours, saveChart } from "../lib/charts.mjs";
import { example, spread } from "../lib/example.mjs";
import { kinds, pages } from "./pages.mjs";
import { drawAugmented, drawPages } from "./pictures.mjs";

const batchSize = 32;
/** Training pages of each kind where there are few. */
const fewPages = 10;

/** From a page to its scores. */
function classifier(units, head) {
  const block = (filters) => [
    conv2d(filters, 3, { padding: "same", useBias: false }),
    batchNorm({ momentum: 0.9 }),
    activation("relu"),
    maxPool2d(2),
  ];
  return [
    ...block(16),
    ...block(24),
    ...block(32),
    ...block(48),
    flatten(),
    dropout(0.3),
    dense(units, { activation: head }),
  ];
}

const moved = () => [randomShift(3), randomRotation(4)];
const augmentations = {
  none: {},
  "shift and rotation": { layers: moved },
  "shift, rotation, erasing": { layers: () => [...moved(), randomErasing({ area: [0.05, 0.3] })] },
  "shift, rotation, mixup": { layers: moved, mix: () => mixup({ alpha: 0.2 }) },
  "shift, rotation, CutMix": { layers: moved, mix: () => cutmix() },
};

/** The network; with `mix`, one that takes the labels too and gives them mixed as the pages are. */
function network({ layers = () => [], mix }, { shape, units = kinds.length, head = "softmax", seed }) {
  const [x, label] = [networkInput(shape), networkInput([kinds.length])];
  const apply = (list, from) => list.reduce((below, layer) => layer(below), from);
  const page = apply(layers(), x);
  if (mix === undefined)
    return functional({ inputs: { x }, outputs: { y: apply(classifier(units, head), page) } }, { seed });
  const mixing = mix();
  const y = apply(classifier(units, head), mixing(page));
  return functional({ inputs: { x, label }, outputs: { y, mixed: mixing(page, label) } }, { seed });
}

/** Trains; what the test pages give, and after each epoch. */
async function train(model, { train: data, test }, { loss, epochs, title, outputs = 1 }) {
  const steps = epochs * Math.ceil(data.size / batchSize);
  model.compile({
    loss,
    optimizer: { name: "adam", learningRate: cosineDecay(0.004, steps) },
    metrics: outputs === 1 ? ["accuracy"] : { outputs: { y: ["accuracy"] } },
    onWarning: ({ code, message }) => console.log(`${title}: ${code}: ${message}`),
  });
  const history = await model.fit(data, { epochs, batchSize, ...(epochs < 20 && { validation: test }) });
  const accuracyOf = (metrics) => metrics.accuracy ?? metrics["y/accuracy"];
  const curve = history.epochs.map(({ validation }) => accuracyOf(validation?.metrics ?? {}));
  const { loss: testLoss, metrics } = await model.evaluate(test);
  const accuracy = accuracyOf(metrics);
  console.log(`${title}: test accuracy ${accuracy.toFixed(4)}, loss ${testLoss.toFixed(4)}`);
  return { curve, accuracy, testLoss };
}

/** What the compared losses and networks are given: pages and their labels in the forms they take. */
async function dataOf(read) {
  const each = async (make) => ({ train: await make(read.train), test: await make(read.test) });
  const shapes = { x: read.train.shape };
  const rows = (labels) => labels.map((label) => kinds.map((_, k) => (k === label ? 1 : 0)));
  return {
    sparse: await each(({ data }) => data),
    oneHot: await each(({ data }) => withOneHot(data)),
    // Mixing takes one-hot rows as an input of the network.
    asInput: await each(({ x, labels }) =>
      arrays({ x, y: labels, label: rows(labels) }, { shapes, classNames: kinds, dtypes: { label: "float32" } }),
    ),
    isCode: await each(({ x, labels }) =>
      arrays({ x, y: labels.map((label) => +(kinds[label] === "code")) }, { shapes, classes: 2 }),
    ),
  };
}

/** One augmentation, over several seeds. */
async function compare(augmentation, data, { runs, seed, shape, title, epochs }) {
  const isMixed = augmentation.mix !== undefined;
  const loss = isMixed
    ? { name: "categoricalCrossentropy", inputs: { yTrue: "mixed", yPred: "y" } }
    : "categoricalCrossentropy";
  const results = [];
  for (let run = seed; run < seed + runs; run++) {
    const model = network(augmentation, { shape, seed: run });
    const options = { loss, epochs, title: `${title}, seed ${run}`, outputs: isMixed ? 2 : 1 };
    results.push(await train(model, isMixed ? data.asInput : data.oneHot, options));
  }
  return results;
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const [epochs, runs, most] = short ? [2, 1, 10] : [10, 3, undefined];
  const read = { train: await pages("train", most), test: await pages("test", most) };
  const { shape } = read.train;
  const data = await dataOf(read);
  const few = await dataOf({ ...read, train: await pages("train", fewPages) });
  const figures = {};
  const curves = [];
  for (const [name, augmentation] of Object.entries(augmentations)) {
    const options = { runs, seed, shape };
    const all = await compare(augmentation, data, { ...options, epochs, title: name });
    const title = `${name}, few pages`;
    const little = await compare(augmentation, few, { ...options, epochs: short ? 1 : 60, title });
    figures[`augmentation: ${name}`] = {
      "test accuracy": spread(all.map(({ accuracy }) => accuracy)),
      "test loss": spread(all.map(({ testLoss }) => testLoss)),
      [`accuracy from ${fewPages} pages of each kind`]: spread(little.map(({ accuracy }) => accuracy)),
    };
    for (let at = 0; at < epochs; at++)
      curves.push({ name, epoch: at + 1, value: spread(all.map(({ curve }) => curve[at])).mean });
  }

  const best = augmentations["shift and rotation"];
  const variant = async (title, given, loss, options) => {
    const result = await train(network(best, { shape, seed, ...options }), given, { loss, epochs, title });
    figures[title] = { "test accuracy": result.accuracy, "test loss": result.testLoss };
  };
  await variant("class numbers, sparse categorical cross-entropy", data.sparse, "sparseCategoricalCrossentropy");
  const oneUnit = { units: 1, head: "sigmoid" };
  await variant("source code or not, binary cross-entropy", data.isCode, "binaryCrossentropy", oneUnit);
  const doubtful = { head: "sigmoid" };
  await variant("sigmoid head, categorical cross-entropy", data.oneHot, "categoricalCrossentropy", doubtful);
  for (const split of ["train", "test"])
    figures[`${split === "train" ? "training" : "test"} pages`] = { count: read[split].labels.length };

  saveChart(
    file("accuracy.svg"),
    [
      {
        title: "Test accuracy after each epoch (mean of the runs)",
        x: { label: "epoch", tickFormat: String },
        y: { label: null, grid: true },
        marks: Object.keys(augmentations).map((name, i) =>
          Plot.line(
            curves.filter((point) => point.name === name),
            { x: "epoch", y: "value", stroke: colours[i], strokeWidth: 1.5 },
          ),
        ),
      },
    ],
    { width: 620, legend: Object.keys(augmentations).map((name, i) => [name, colours[i]]) },
  );
  await drawPages(file("pages.png"), read.test);
  const shown = { shift: randomShift(3), rotation: randomRotation(4), erasing: randomErasing({ probability: 1 }) };
  await drawAugmented(file("augmented.png"), read.train, [...Object.values(shown), mixup({ alpha: 1 }), cutmix()]);
  return figures;
});
