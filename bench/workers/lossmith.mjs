/** Our side of the timings, from dist/. */

import { arrays, compileFunction, conv2d, dense, flatten, maxPool2d, sequential, Value } from "../../dist/index.js";
import * as losses from "../../dist/losses.js";
import { gradients, input, mean } from "../../dist/ops.js";
import { draw, drawWeights } from "../lib/draw.mjs";
import { lossInputs } from "../lib/losses.mjs";
import { readMnist } from "../lib/mnist.mjs";
import { serve, timed } from "../lib/serve.mjs";

const lossFunctions = new Map(Object.entries(losses));

let model;
let data;
let network;

/** The network with the formula's weights, compiled. */
function prepare({ network: given, device, threads }) {
  network = given;
  model = sequential(layersOf(network), { inputShape: [1, 28, 28] });
  const variables = model.network.variables.map(({ tensor }) => tensor);
  const values = drawWeights(network.shapes);
  model.setWeights(Object.fromEntries(variables.map((x, k) => [x.name, Value.of(values[k], x.shape)])));
  const { learningRate, beta1, beta2, epsilon } = network.optimizer;
  model.compile({
    loss: { name: "categoricalCrossentropy", fromLogits: true },
    optimizer: { name: "adam", learningRate, beta1, beta2, epsilon },
    device,
    threads,
    stepsPerCall: network.batches,
  });
  data = arrays(readMnist(network), { shapes: { x: [1, 28, 28] }, classes: 10 });
  return { note: `${device}, ${network.batches} steps a call` };
}

function layersOf({ kind, shapes }) {
  const widths = shapes.filter((shape) => shape.length === 1).map(([width]) => width);
  const hidden = widths.slice(0, -1);
  const convolution = (filters) => [conv2d(filters, 3, { activation: "relu" }), maxPool2d(2)];
  const body =
    kind === "mlp"
      ? [flatten(), ...hidden.map((units) => dense(units, { activation: "relu" }))]
      : [...hidden.flatMap(convolution), flatten()];
  return [...body, dense(widths.at(-1))];
}

/** A pass over the batches. */
function pass(callbacks = []) {
  return model.fit(data, { batchSize: network.batchSize, shuffle: false, callbacks });
}

async function firstLosses() {
  const found = [];
  await pass([{ onSteps: (record) => void found.push(...record.losses) }]);
  return { losses: found };
}

/** Milliseconds a step, each sample the mean over a pass. */
async function time({ repeats, warm }) {
  if (warm) await pass();
  const samples = await timed(pass, repeats);
  return { milliseconds: samples.map((sample) => sample / network.batches) };
}

let lossFunction;
let lossFeeds;

/** Value and gradient of a loss by its prediction. */
async function prepareLoss({ loss, shape, device }) {
  const tensors = lossInputs(loss, shape, draw);
  const indices = loss.targets === "classIndex";
  const yTrue = indices ? input("yTrue", shape.slice(0, 1), { dtype: "int64" }) : input("yTrue", shape);
  const yPred = input("yPred", shape);
  const value = mean(lossFunctions.get(loss.name)(yTrue, yPred, loss.options));
  lossFunction = await compileFunction([value, ...gradients(value, [yPred])], { device });
  lossFeeds = {
    yTrue: Value.of(indices ? BigInt64Array.from(tensors.yTrue, BigInt) : tensors.yTrue, yTrue.shape, yTrue.dtype),
    yPred: Value.of(tensors.yPred, shape),
  };
  const [result, gradient] = await lossFunction.run(lossFeeds);
  const numbers = await gradient.read();
  return { value: await result.number(), gradientSum: numbers.reduce((total, g) => total + Math.abs(g), 0) };
}

async function timeLoss({ repeats }) {
  return { milliseconds: await timed(() => lossFunction.run(lossFeeds), repeats) };
}

await serve({ prepare, losses: firstLosses, time, prepareLoss, timeLoss });
