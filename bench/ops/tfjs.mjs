/** The operations in TensorFlow.js, which keeps channels last. Only whole numbers and results change their layout for that, outside the timing. */
import { draw } from "../lib/draw.mjs";
import { fill } from "../lib/losses.mjs";
import { timed } from "../lib/serve.mjs";
import { digest } from "./works.mjs";

const imageIn = [0, 2, 3, 1];
const imageOut = [0, 3, 1, 2];
/** Operations on images: order of the axes of inputs and gradients on the way in, and of images on the way out. */
const isImage = new Set(["conv", "maxPool", "batchNorm"]);

const functionsOf = (tf) => ({
  matMul: ([a, b]) => tf.matMul(a, b),
  conv: ([x, weights]) => tf.conv2d(x, weights, 1, "same"),
  maxPool: ([x]) => tf.maxPool(x, 2, 2, "valid"),
  softmax: ([x]) => tf.softmax(x),
  logSoftmax: ([x]) => tf.logSoftmax(x),
  layerNorm: ([x, scale, offset]) => normalise(tf, x, [-1], scale, offset),
  batchNorm: ([x, scale, offset]) => normalise(tf, x, [0, 1, 2], scale, offset),
  gelu: ([x]) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))),
  exp: ([x]) => tf.exp(x),
  sumAll: ([x]) => tf.sum(x),
  sumRows: ([x]) => tf.sum(x, 1),
  sumColumns: ([x]) => tf.sum(x, 0),
  transpose: ([x]) => tf.transpose(x),
  embedding: ([table, indices]) => tf.gather(table, indices),
  topK: ([x], { k }) => tf.topk(x, k).values,
  cumSum: ([x]) => tf.cumsum(x, -1),
});

function normalise(tf, x, axes, scale, offset) {
  const { mean, variance } = tf.moments(x, axes, true);
  const standard = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(standard, scale), offset);
}

export function opCommands(tf) {
  const functions = functionsOf(tf);
  const reads = {
    sum: (y) => tf.sum(y),
    whole: (y) => y,
    rows: (y, { rows }) => tf.sum(tf.reshape(y, [rows, -1]), 1),
  };
  let run;
  let kept = [];

  async function prepareOp({ work }) {
    tf.dispose(kept);
    const images = isImage.has(work.operation);
    const tensorOf = (input) => {
      const data = fill(input, draw);
      if (input.kind === "index") return tf.tensor(data, input.shape, "int32");
      const tensor = tf.tensor(data, input.shape);
      if (!images || input.shape.length !== 4) return tensor;
      return tf.tidy(() => tf.transpose(tensor, input.name === "weights" ? [2, 3, 1, 0] : imageIn));
    };
    const tensors = work.inputs.map(tensorOf);
    kept = tensors;
    const isWanted = (_, i) => work.inputs[i].grad;
    const wanted = tensors.filter(isWanted);
    const positions = work.inputs.flatMap(({ grad }, i) => (grad ? [i] : []));
    const above = tensors[work.inputs.findIndex(({ name }) => name === "above")];
    const apply = (given) => {
      const all = [...tensors];
      positions.forEach((position, k) => {
        all[position] = given[k];
      });
      return functions[work.operation](all, work);
    };
    const differentiate = tf.valueAndGrads((...given) => apply(given));
    /** Value (unless only gradients are asked for) and gradients. */
    const compute = () => {
      if (work.mode === "value") return [apply(wanted)];
      const { value, grads } = differentiate(wanted, above);
      return work.mode === "gradient" ? grads : [value, ...grads];
    };
    const read = reads[work.read ?? "sum"];
    run = async () => {
      const results = tf.tidy(() =>
        compute().map((result, i) => (work.mode !== "gradient" && i === 0 ? read(result, work) : tf.sum(result))),
      );
      await Promise.all(results.map((result) => result.data()));
      tf.dispose(results);
    };
    const results = tf.tidy(() => {
      const names = [
        ...(work.mode === "gradient" ? [] : ["value"]),
        ...wanted.map((_, k) => work.inputs[positions[k]].name),
      ];
      return compute().map((result, i) => {
        if (!images || result.shape.length !== 4) return result;
        return tf.transpose(result, names[i] === "weights" ? [3, 2, 0, 1] : imageOut);
      });
    });
    const digests = [];
    for (const result of results) digests.push(digest(await result.data()));
    tf.dispose(results);
    return { digests };
  }

  const timeOp = async ({ repeats }) => ({ milliseconds: await timed(run, repeats) });
  return { opNames: () => ({ names: Object.keys(functions) }), prepareOp, timeOp };
}
