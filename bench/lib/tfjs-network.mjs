/** A training step of the networks in TensorFlow.js, wherever it runs. */
import { drawWeights } from "./draw.mjs";

/**
 * @param tf TensorFlow.js with its backend chosen
 * @param x pixels, y classes of all batches
 * @returns a function that makes one step and gives its loss
 */
export function trainingStep(tf, { kind, shapes, batchSize, batches, optimizer }, { x, y }) {
  const forward = forwardOf(tf, kind);
  const variables = drawWeights(shapes).map((values, k) => tf.variable(layOut(tf, values, { shapes, k, kind })));
  const adam = tf.train.adam(optimizer.learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon);
  const data = Array.from({ length: batches }, (_, i) => [
    tf.tensor4d(x.slice(i * batchSize * 784, (i + 1) * batchSize * 784), [batchSize, 28, 28, 1]),
    tf.oneHot(tf.tensor1d(y.slice(i * batchSize, (i + 1) * batchSize), "int32"), 10),
  ]);
  let count = 0;
  return async () => {
    const [images, labels] = data[count++ % batches];
    const loss = adam.minimize(() => tf.losses.softmaxCrossEntropy(labels, forward(variables, images)), true);
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
}

/** Weights as TensorFlow.js keeps them: convolutions [height, width, in, out], channels last when flattened. */
function layOut(tf, values, { shapes, k, kind }) {
  const shape = shapes[k];
  const tensor = tf.tensor(values, shape);
  if (shape.length === 4) return tf.transpose(tensor, [2, 3, 1, 0]);
  const firstDense = shape.length === 2 && shapes.findIndex(({ length }) => length === 2) === k;
  if (kind === "mlp" || !firstDense) return tensor;
  const channels = shapes[k - 1][0];
  const side = Math.sqrt(shape[0] / channels);
  return tf.reshape(tf.transpose(tf.reshape(tensor, [channels, side, side, shape[1]]), [1, 2, 0, 3]), shape);
}

function forwardOf(tf, kind) {
  const flat = (x) => tf.reshape(x, [x.shape[0], x.size / x.shape[0]]);
  return (variables, images) => {
    let x = images;
    for (let k = 0; k + 2 < variables.length; k += 2) {
      const [kernel, bias] = [variables[k], variables[k + 1]];
      if (kind === "mlp") x = tf.relu(tf.add(tf.matMul(flat(x), kernel), bias));
      else x = tf.maxPool(tf.relu(tf.add(tf.conv2d(x, kernel, 1, "valid"), bias)), 2, 2, "valid");
    }
    const [kernel, bias] = variables.slice(-2);
    return tf.add(tf.matMul(flat(x), kernel), bias);
  };
}
