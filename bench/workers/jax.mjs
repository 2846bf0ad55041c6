/** jax-js on its WebAssembly backend. Its functions take ownership of their arguments; `.ref` keeps one. Usage: jax.mjs <folder of the peers> */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { draw, drawWeights } from "../lib/draw.mjs";
import { fill } from "../lib/losses.mjs";
import { readMnist } from "../lib/mnist.mjs";
import { importPeer } from "../lib/peers.mjs";
import { serve, timed } from "../lib/serve.mjs";
import { sixLosses } from "../lib/six-losses.mjs";
import { opCommands } from "../ops/jax.mjs";

const folder = process.argv[2];
const jax = await importPeer(folder, "@jax-js/jax");
const { defaultDevice, init, jit, lax, nn, numpy: np, tree, valueAndGrad } = jax;
await init("wasm");
defaultDevice("wasm");

let step;
let count = 0;

/** Adam as in Kingma and Ba; jax-js publishes its optimizers in a package of their own that the registry lacks. */
function prepare({ network }) {
  const { kind, shapes, batchSize, batches, optimizer } = network;
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  count = 0;
  const { x, y } = readMnist(network);
  const images = Array.from({ length: batches }, (_, i) =>
    np.array(x.slice(i * batchSize * 784, (i + 1) * batchSize * 784)).reshape([batchSize, 1, 28, 28]),
  );
  const labels = Array.from({ length: batches }, (_, i) => {
    const rows = Array.from(y.slice(i * batchSize, (i + 1) * batchSize));
    return np
      .array(Float32Array.from(rows.flatMap((c) => Array.from({ length: 10 }, (_, k) => Number(k === c)))))
      .reshape([batchSize, 10]);
  });
  let parameters = drawWeights(shapes).map((values, k) => np.array(values).reshape(shapes[k]));
  let moments = shapes.map((shape) => np.zeros(shape));
  let squares = shapes.map((shape) => np.zeros(shape));
  const loss = (weights, image, label) => {
    const logits = forward(kind, weights, image);
    return np.mean(np.sum(label.mul(nn.logSoftmax(logits, -1)), -1)).mul(-1);
  };
  const update = jit((weights, m, v, image, label, correction1, correction2) => {
    const [value, gradients] = valueAndGrad(loss)(
      weights.map((w) => w.ref),
      image,
      label,
    );
    const nextM = m.map((old, k) => old.mul(beta1).add(gradients[k].ref.mul(1 - beta1)));
    const nextV = v.map((old, k) => old.mul(beta2).add(np.square(gradients[k]).mul(1 - beta2)));
    const next = weights.map((w, k) => {
      const size = np.sqrt(nextV[k].ref.div(correction2.ref)).add(epsilon);
      return w.sub(nextM[k].ref.div(correction1.ref).div(size).mul(learningRate));
    });
    tree.dispose([correction1, correction2]);
    return [value, next, nextM, nextV];
  });
  step = async () => {
    const i = count++ % batches;
    const corrections = [beta1, beta2].map((beta) => np.array(1 - beta ** count));
    const [value, ...next] = update(parameters, moments, squares, images[i].ref, labels[i].ref, ...corrections);
    [parameters, moments, squares] = next;
    return (await value.data())[0];
  };
  return { note: "jit" };
}

function forward(kind, weights, image) {
  let x = image;
  for (let k = 0; k + 2 < weights.length; k += 2) {
    const [kernel, bias] = [weights[k], weights[k + 1]];
    if (kind === "mlp") x = nn.relu(np.matmul(flat(x), kernel).add(bias));
    else {
      const convolved = lax.conv(x, kernel, [1, 1], "VALID").add(bias.reshape([1, bias.shape[0], 1, 1]));
      x = lax.reduceWindow(nn.relu(convolved), np.max, [1, 1, 2, 2], [1, 1, 2, 2]);
    }
  }
  const [kernel, bias] = weights.slice(-2);
  return np.matmul(flat(x), kernel).add(bias);
}

function flat(x) {
  return x.reshape([x.shape[0], -1]);
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
  const target = yTrue instanceof Int32Array ? np.array(yTrue, { dtype: np.int32 }) : np.array(yTrue).reshape(shape);
  const prediction = np.array(yPred).reshape(shape);
  const huber = (t, p) => {
    const error = np.abs(p.sub(t));
    const quadratic = np.minimum(error.ref, 1);
    return np.mean(np.square(quadratic.ref).mul(0.5).add(error.sub(quadratic)));
  };
  const functions = {
    meanSquaredError: (t, p) => np.mean(np.square(p.sub(t))),
    meanAbsoluteError: (t, p) => np.mean(np.abs(p.sub(t))),
    huber,
    // max(x, 0) - x t + log(1 + exp(-|x|)), with softplus(x) = max(x, 0) + log(1 + exp(-|x|))
    binaryCrossentropy: (t, p) => np.mean(nn.softplus(p.ref).sub(p.mul(t))),
    categoricalCrossentropy: (t, p) => np.mean(np.sum(t.mul(nn.logSoftmax(p, -1)), -1)).mul(-1),
    sparseCategoricalCrossentropy: (t, p) =>
      np.mean(np.sum(nn.oneHot(t, shape[1]).mul(nn.logSoftmax(p, -1)), -1)).mul(-1),
  };
  const differentiated = valueAndGrad(functions[work.name], { argnums: 1 });
  const both = jit(differentiated);
  const summed = jit((t, p) => {
    const [value, gradient] = differentiated(t, p);
    return [value, np.sum(gradient)];
  });
  runLoss = async () => {
    const [value, total] = summed(target.ref, prediction.ref);
    await Promise.all([value.data(), total.data()]);
  };
  const [value, gradient] = both(target.ref, prediction.ref);
  const [[result], numbers] = await Promise.all([value.data(), gradient.data()]);
  return { value: result, gradientSum: numbers.reduce((total, g) => total + Math.abs(g), 0) };
}

async function timeLoss({ repeats }) {
  return { milliseconds: await timed(runLoss, repeats) };
}

const { version } = JSON.parse(readFileSync(join(folder, "node_modules/@jax-js/jax/package.json"), "utf8"));
const lossNames = () => ({ names: sixLosses });
await serve({
  prepare,
  losses,
  time,
  lossNames,
  prepareLoss,
  timeLoss,
  ...opCommands(jax),
  version: () => ({ version }),
});
