/** TensorFlow.js on its WebAssembly backend. Usage: tfjs.mjs <folder of the peers> */
import { join } from "node:path";
import { draw, drawWeights } from "../lib/draw.mjs";
import { fill } from "../lib/losses.mjs";
import { readMnist } from "../lib/mnist.mjs";
import { importPeer } from "../lib/peers.mjs";
import { serve, timed } from "../lib/serve.mjs";
import { sixLosses } from "../lib/six-losses.mjs";
import { opCommands } from "../ops/tfjs.mjs";

const folder = process.argv[2];
const tf = await importPeer(folder, "@tensorflow/tfjs");
const { setWasmPaths } = await importPeer(folder, "@tensorflow/tfjs-backend-wasm");
setWasmPaths(`${join(folder, "node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`);
await tf.setBackend("wasm");
await tf.ready();

let step;
let count = 0;

function prepare({ network }) {
  const { kind, shapes, batchSize, batches, optimizer } = network;
  count = 0;
  const { x, y } = readMnist(network);
  const variables = drawWeights(shapes).map((values, k) => tf.variable(layOut(values, shapes, k, kind)));
  const adam = tf.train.adam(optimizer.learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon);
  const data = Array.from({ length: batches }, (_, i) => [
    tf.tensor4d(x.slice(i * batchSize * 784, (i + 1) * batchSize * 784), [batchSize, 28, 28, 1]),
    tf.oneHot(tf.tensor1d(y.slice(i * batchSize, (i + 1) * batchSize), "int32"), 10),
  ]);
  step = async () => {
    const [images, labels] = data[count++ % batches];
    const loss = adam.minimize(() => tf.losses.softmaxCrossEntropy(labels, forward(kind, variables, images)), true);
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
  return { note: "SIMD, 1 thread: what it has in Node" };
}

/** Weights as TensorFlow.js keeps them: convolutions [height, width, in, out], channels last when flattened. */
function layOut(values, shapes, k, kind) {
  const shape = shapes[k];
  const tensor = tf.tensor(values, shape);
  if (shape.length === 4) return tf.transpose(tensor, [2, 3, 1, 0]);
  const firstDense = shape.length === 2 && shapes.findIndex(({ length }) => length === 2) === k;
  if (kind === "mlp" || !firstDense) return tensor;
  const channels = shapes[k - 1][0];
  const side = Math.sqrt(shape[0] / channels);
  return tf.reshape(tf.transpose(tf.reshape(tensor, [channels, side, side, shape[1]]), [1, 2, 0, 3]), shape);
}

function forward(kind, variables, images) {
  let x = images;
  for (let k = 0; k + 2 < variables.length; k += 2) {
    const [kernel, bias] = [variables[k], variables[k + 1]];
    if (kind === "mlp") x = tf.relu(tf.add(tf.matMul(flat(x), kernel), bias));
    else x = tf.maxPool(tf.relu(tf.add(tf.conv2d(x, kernel, 1, "valid"), bias)), 2, 2, "valid");
  }
  const [kernel, bias] = variables.slice(-2);
  return tf.add(tf.matMul(flat(x), kernel), bias);
}

function flat(x) {
  return tf.reshape(x, [x.shape[0], x.size / x.shape[0]]);
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
