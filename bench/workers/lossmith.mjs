/** Our side of the timings, from dist/. */

import { arrays, compileFunction, conv2d, dense, flatten, maxPool2d, sequential, Value } from "../../dist/index.js";
import * as losses from "../../dist/losses.js";
import * as ops from "../../dist/ops.js";
import { builders } from "../lib/builders.mjs";
import { draw, drawWeights } from "../lib/draw.mjs";
import { fill } from "../lib/losses.mjs";
import { readMnist } from "../lib/mnist.mjs";
import { fillFields } from "../lib/networks.mjs";
import { serve, timed } from "../lib/serve.mjs";
import { opCommands } from "../ops/lossmith.mjs";

let model;
let data;
let network;

/** The network with the formula's weights, compiled. */
function prepare({ network: given, device, threads }) {
  network = given;
  const { model: made, loss } = network.fields === undefined ? digitsNetwork(network) : builders[network.kind](network);
  model = made;
  const parameters = model.network.variables.filter(({ trainable }) => trainable).map(({ tensor }) => tensor);
  const values = drawWeights(parameters.map(({ shape }) => shape));
  model.setWeights(
    Object.fromEntries(
      parameters.map((x, k) => {
        const isFactor = x.name.endsWith("/scale"); // of a normalisation: around 1
        return [x.name, Value.of(isFactor ? values[k].map((value) => value + 1) : values[k], x.shape)];
      }),
    ),
  );
  const { learningRate, beta1, beta2, epsilon } = network.optimizer;
  const optimizer = { name: "adam", learningRate, beta1, beta2, epsilon };
  model.compile({ loss, optimizer, device, threads, stepsPerCall: network.batches });
  data = network.fields === undefined ? digits(network) : madeUp(network);
  return { note: `${device}, ${network.batches} steps a call` };
}

function digitsNetwork(described) {
  const model = sequential(layersOf(described), { inputShape: [1, 28, 28] });
  return { model, loss: { name: "categoricalCrossentropy", fromLogits: true } };
}

function digits(described) {
  return arrays(readMnist(described), { shapes: { x: [1, 28, 28] }, classes: 10 });
}

function madeUp({ fields, ...rest }) {
  const entries = Object.entries(fields);
  const shapes = entries.filter(([, { classes }]) => classes === undefined).map(([name, { shape }]) => [name, shape]);
  const classes = entries.find(([, field]) => field.classes !== undefined)?.[1].classes;
  return arrays(fillFields({ fields, ...rest }, draw), {
    shapes: Object.fromEntries(shapes),
    ...(classes === undefined ? {} : { classes }),
  });
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

/** Value and gradients of a loss, once, to be compared; then value and sums of the gradients, to be timed. */
async function prepareLoss({ work, device }) {
  const { info } = losses.resolveLoss(work.name);
  const tensors = work.inputs.map((input) =>
    ops.input(input.name, input.shape, {
      dtype: fill({ ...input, shape: [2] }, draw) instanceof Int32Array ? "int64" : "float32",
    }),
  );
  const values = info.fn(...tensors, work.options);
  const value = losses.reduceLoss(values, { mask: info.mask?.(...tensors, work.options) });
  const wanted = tensors.filter((_, i) => work.inputs[i].grad);
  const slopes = ops.gradients(value, wanted, { unconnected: "zero" });
  const numbers = Object.fromEntries(
    work.inputs.map((input, i) => {
      const data = fill(input, draw);
      const isIndex = tensors[i].dtype === "int64";
      return [input.name, Value.of(isIndex ? BigInt64Array.from(data, BigInt) : data, input.shape, tensors[i].dtype)];
    }),
  );
  const feedsOf = (f) => Object.fromEntries(f.inputs.map(({ name }) => [name, numbers[name]]));
  const checked = await compileFunction([value, ...slopes], { device });
  const [first, ...gradients] = await checked.run(feedsOf(checked));
  let gradientSum = 0;
  for (const gradient of gradients) for (const number of await gradient.numbers()) gradientSum += Math.abs(number);
  lossFunction = await compileFunction([value, ...slopes.map((slope) => ops.sum(slope))], { device });
  lossFeeds = feedsOf(lossFunction);
  return { value: await first.number(), gradientSum };
}

async function timeLoss({ repeats }) {
  return { milliseconds: await timed(() => lossFunction.run(lossFeeds), repeats) };
}

const lossNames = () => ({ names: losses.lossNames() });

await serve({ prepare, losses: firstLosses, time, lossNames, prepareLoss, timeLoss, ...opCommands });
