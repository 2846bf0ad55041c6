/** Networks of the steps suite beside the two on MNIST, built of lossmith's layers; bench/workers/torch_networks.py has the same. */
import {
  activation,
  addition,
  batchNorm,
  concatenation,
  conv2d,
  convTranspose2d,
  dense,
  flatten,
  functional,
  globalAveragePooling,
  gru,
  lambda,
  layerNorm,
  lstm,
  maxPool2d,
  multiHeadAttention,
  networkInput,
  reshape,
} from "../../dist/index.js";
import { add, exp, mean, mul, slice } from "../../dist/ops.js";

const relu = () => activation("relu");
const conv = (filters, size, options = {}) => conv2d(filters, size, { padding: Math.floor(size / 2), ...options });
const norm = () => batchNorm({ epsilon: 1e-5, momentum: 0.9 });

const crossentropy = { name: "sparseCategoricalCrossentropy", fromLogits: true };

const recurrent =
  (layer) =>
  ({ fields, units }) => {
    const x = networkInput(fields.x.shape);
    const y = dense(fields.y.classes)(layer(units)(x));
    return { model: functional({ inputs: { x }, outputs: { y } }), loss: crossentropy };
  };

/** By kind of network: a model, and the loss it is trained with. Parameters are in the order of the layers, on both sides. */
export const builders = {
  resnet({ fields, widths, blocks }) {
    const x = networkInput(fields.x.shape);
    let y = relu()(norm()(conv(widths[0], 3, { useBias: false })(x)));
    let channels = widths[0];
    widths.forEach((width, stage) => {
      for (let block = 0; block < blocks[stage]; block++) {
        const stride = stage > 0 && block === 0 ? 2 : 1;
        const first = norm()(conv(width, 3, { stride, useBias: false })(y));
        const main = norm()(conv(width, 3, { useBias: false })(relu()(first)));
        const side = stride === 1 && channels === width ? y : norm()(conv2d(width, 1, { stride, useBias: false })(y));
        y = relu()(addition()(main, side));
        channels = width;
      }
    });
    const logits = dense(fields.y.classes)(globalAveragePooling()(y));
    return {
      model: functional({ inputs: { x }, outputs: { y: logits } }),
      loss: crossentropy,
    };
  },

  transformer({ fields, blocks, heads, hidden }) {
    const x = networkInput(fields.x.shape);
    const [, dim] = fields.x.shape;
    let y = x;
    for (let block = 0; block < blocks; block++) {
      y = addition()(y, multiHeadAttention({ heads, dim })(layerNorm({ epsilon: 1e-5 })(y)));
      y = addition()(y, dense(dim)(dense(hidden, { activation: "gelu" })(layerNorm({ epsilon: 1e-5 })(y))));
    }
    const logits = dense(fields.y.classes)(lambda((z) => mean(z, { axes: 1 }))(y));
    return { model: functional({ inputs: { x }, outputs: { y: logits } }), loss: crossentropy };
  },

  lstm: recurrent(lstm),
  gru: recurrent(gru),

  unet({ fields, widths }) {
    const twice = (width, x) => relu()(conv(width, 3)(relu()(conv(width, 3)(x))));
    const x = networkInput(fields.x.shape);
    const skips = [];
    let y = x;
    for (const width of widths.slice(0, -1)) {
      y = twice(width, y);
      skips.push(y);
      y = maxPool2d(2)(y);
    }
    y = twice(widths.at(-1), y);
    for (const width of widths.slice(0, -1).reverse()) {
      const up = convTranspose2d(width, 2, { stride: 2 })(y);
      y = twice(width, concatenation()(up, skips.pop()));
    }
    const logits = conv2d(1, 1)(y);
    return {
      model: functional({ inputs: { x }, outputs: { y: logits } }),
      loss: { name: "binaryCrossentropy", fromLogits: true },
    };
  },

  vae({ fields, widths }) {
    const [channels, height] = fields.x.shape;
    const [latents] = fields.noise.shape;
    const [x, noise] = [networkInput(fields.x.shape), networkInput(fields.noise.shape)];
    const side = height / 4;
    const encoded = widths.reduce((y, width) => conv2d(width, 3, { stride: 2, padding: 1, activation: "relu" })(y), x);
    const codes = dense(2 * latents)(flatten()(encoded));
    const part = (from) => lambda((z) => slice(z, { axes: 1, start: from, end: from + latents }));
    const [mean, logVariance] = [part(0)(codes), part(latents)(codes)];
    const sample = lambda((m, v, e) => add(m, mul(exp(mul(v, 0.5)), e)))(mean, logVariance, noise);
    const start = reshape([widths[1], side, side])(dense(widths[1] * side * side, { activation: "relu" })(sample));
    const hidden = convTranspose2d(widths[0], 4, { stride: 2, padding: 1, activation: "relu" })(start);
    const y = convTranspose2d(channels, 4, { stride: 2, padding: 1, activation: "sigmoid" })(hidden);
    const model = functional({ inputs: { x, noise }, outputs: { y, mean, logVariance } });
    return {
      model,
      loss: { name: "elbo", inputs: { yTrue: "x", yPred: "y", mean: "mean", logVariance: "logVariance" } },
    };
  },
};
