/** TensorFlow.js on its WebAssembly backend. Usage: tfjs.mjs <folder of the peers> */
import { join } from "node:path";
import { draw } from "../lib/draw.mjs";
import { fill } from "../lib/losses.mjs";
import { readMnist } from "../lib/mnist.mjs";
import { importPeer } from "../lib/peers.mjs";
import { serve, timed } from "../lib/serve.mjs";
import { sixLosses } from "../lib/six-losses.mjs";
import { trainingStep } from "../lib/tfjs-network.mjs";
import { opCommands } from "../ops/tfjs.mjs";

const folder = process.argv[2];
const tf = await importPeer(folder, "@tensorflow/tfjs");
const { setWasmPaths } = await importPeer(folder, "@tensorflow/tfjs-backend-wasm");
setWasmPaths(`${join(folder, "node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`);
await tf.setBackend("wasm");
await tf.ready();

let step;

function prepare({ network }) {
  step = trainingStep(tf, network, readMnist(network));
  return { note: "SIMD, 1 thread: what it has in Node" };
}

async function losses({ steps }) {
  const found = [];
  for (let i = 0; i < steps; i++) found.push(await step());
  return { losses: found };
}

async function time({ steps, repeats, warm }) {
  if (warm) await losses({ steps });
  const samples = await timed(() => losses({ steps }), repeats);
  return { milliseconds: samples.map((sample) => sample / steps) };
}

let runLoss;

async function prepareLoss({ work }) {
  const { yTrue, yPred } = Object.fromEntries(work.inputs.map((input) => [input.name, fill(input, draw)]));
  const { shape } = work.inputs.find(({ name }) => name === "yPred");
  const target = yTrue instanceof Int32Array ? tf.tensor1d(yTrue, "int32") : tf.tensor2d(yTrue, shape);
  const prediction = tf.tensor2d(yPred, shape);
  const mean = tf.Reduction.SUM_BY_NONZERO_WEIGHTS;
  const functions = {
    meanSquaredError: (p) => tf.losses.meanSquaredError(target, p),
    meanAbsoluteError: (p) => tf.losses.absoluteDifference(target, p),
    huber: (p) => tf.losses.huberLoss(target, p, undefined, 1, mean),
    binaryCrossentropy: (p) => tf.losses.sigmoidCrossEntropy(target, p),
    categoricalCrossentropy: (p) => tf.losses.softmaxCrossEntropy(target, p),
    sparseCategoricalCrossentropy: (p) => tf.losses.softmaxCrossEntropy(tf.oneHot(target, shape[1]), p),
  };
  const differentiated = tf.valueAndGrad(functions[work.name]);
  runLoss = async () => {
    const { value, grad } = differentiated(prediction);
    const total = tf.sum(grad);
    await Promise.all([value.data(), total.data()]);
    tf.dispose([value, grad, total]);
  };
  const { value, grad } = differentiated(prediction);
  const [[result], gradient] = await Promise.all([value.data(), grad.data()]);
  return { value: result, gradientSum: gradient.reduce((total, g) => total + Math.abs(g), 0) };
}

async function timeLoss({ repeats }) {
  return { milliseconds: await timed(runLoss, repeats) };
}

const lossNames = () => ({ names: sixLosses });

const version = () => ({ version: tf.version.tfjs });
await serve({ prepare, losses, time, lossNames, prepareLoss, timeLoss, ...opCommands(tf), version });
