/**
 * Fashion-MNIST with a convolutional network, batch normalisation, and images that are moved and mirrored anew in every step. Class
 * numbers and one-hot rows give the same training; a head and a loss that do not fit are said.
 */
import * as Plot from "@observablehq/plot";
import {
  activation,
  batchNorm,
  conv2d,
  cosineDecay,
  dense,
  dropout,
  flatten,
  maxPool2d,
  randomFlip,
  randomShift,
  sequential,
  subset,
  withOneHot,
} from "lossmith";
import { fashionMnist } from "lossmith/node";
import { colours, saveChart } from "../lib/charts.mjs";
import { example } from "../lib/example.mjs";

const network = (head, seed) => {
  const block = (filters) => [
    conv2d(filters, 3, { padding: "same", useBias: false }),
    batchNorm({ momentum: 0.9 }),
    activation("relu"),
  ];
  return sequential(
    [
      randomFlip("horizontal"),
      randomShift(1),
      ...block(32),
      maxPool2d(2),
      ...block(48),
      maxPool2d(2),
      ...block(64),
      flatten(),
      dropout(0.3),
      dense(10, { activation: head }),
    ],
    { inputShape: [1, 28, 28], seed },
  );
};

/** Weights after a few steps with each kind of target differ by at most this. */
async function targetsAgree(data, seed) {
  const few = subset(
    data,
    Array.from({ length: 256 }, (_, i) => i),
  );
  const trained = await Promise.all(
    [
      ["sparseCategoricalCrossentropy", few],
      ["categoricalCrossentropy", await withOneHot(few)],
    ].map(async ([loss, examples]) => {
      const model = network("softmax", seed).compile({ loss, optimizer: { name: "sgd", learningRate: 0.05 } });
      const { epochs } = await model.fit(examples, { epochs: 2, batchSize: 64 });
      return { weights: model.weights, loss: epochs.at(-1).loss };
    }),
  );
  const [sparse, oneHot] = trained;
  let largest = Math.abs(sparse.loss - oneHot.loss);
  for (const [name, value] of Object.entries(sparse.weights)) {
    const [mine, theirs] = [await value.numbers(), await oneHot.weights[name].numbers()];
    for (let i = 0; i < mine.length; i++) largest = Math.max(largest, Math.abs(mine[i] - theirs[i]));
  }
  return largest;
}

/** What is said of a head that does not fit its loss. */
function warningOf(head, loss) {
  const said = [];
  network(head, 0).compile({ loss, onWarning: ({ code, message }) => said.push(`${code}: ${message}`) });
  for (const line of said) console.log(`${head} with ${loss}: ${line}`);
  return said.length;
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const [train, test] = await Promise.all(["train", "test"].map((split) => fashionMnist({ split })));
  const few = (data, size) =>
    short
      ? subset(
          data,
          Array.from({ length: size }, (_, i) => i),
        )
      : data;
  const [data, held] = [few(train, 512), few(test, 256)];
  const [epochs, batchSize] = [short ? 1 : 10, 128];
  const steps = epochs * Math.ceil(data.size / batchSize);
  const model = network("softmax", seed).compile({
    loss: "sparseCategoricalCrossentropy",
    optimizer: { name: "adam", learningRate: cosineDecay(0.004, steps) },
    metrics: ["accuracy"],
  });
  const onEpochEnd = ({ epoch, loss, metrics, validation, seconds }) =>
    console.log(
      `epoch ${epoch}: loss ${loss.toFixed(4)}, accuracy ${metrics.accuracy.toFixed(4)}, test ${validation.metrics.accuracy.toFixed(4)}, ${seconds.toFixed(1)} s`,
    );
  const history = await model.fit(data, { epochs, batchSize, validation: held, callbacks: [{ onEpochEnd }] });
  const last = history.epochs.at(-1);
  const curve = (pick) => history.epochs.map((record) => ({ epoch: record.epoch, value: pick(record) }));
  saveChart(
    file("accuracy.svg"),
    [
      {
        title: "Accuracy after each epoch",
        x: { label: "epoch", ticks: history.epochs.map(({ epoch }) => epoch), tickFormat: String },
        y: { label: null, grid: true },
        marks: [
          Plot.line(
            curve(({ metrics }) => metrics.accuracy),
            { x: "epoch", y: "value", stroke: colours[0], strokeWidth: 2 },
          ),
          Plot.line(
            curve(({ validation }) => validation.metrics.accuracy),
            { x: "epoch", y: "value", stroke: colours[1], strokeWidth: 2 },
          ),
        ],
      },
    ],
    {
      width: 560,
      legend: [
        ["training (moved and mirrored images)", colours[0]],
        ["test", colours[1]],
      ],
    },
  );
  return {
    "test accuracy": { value: last.validation.metrics.accuracy },
    "test loss": { value: last.validation.loss },
    "training accuracy": { value: last.metrics.accuracy },
    parameters: { value: model.parameterCount.trainable },
    epochs: { value: epochs },
    "milliseconds per step": { value: last.stepMilliseconds },
    "class numbers and one-hot rows differ by": { value: await targetsAgree(train, seed) },
    "warnings: softmax head": { value: warningOf("softmax", "categoricalCrossentropy") },
    "warnings: sigmoid head": { value: warningOf("sigmoid", "categoricalCrossentropy") },
  };
});
