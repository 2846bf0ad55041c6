/** A variational autoencoder of the drawings: what its decoder makes of a code is never far from a drawing. */
import { arrays, dense, flatten, functional, gaussianSample, networkInput, reshape } from "lossmith";
import { size } from "../lib/clip.mjs";

const codeSize = 96;
const pixels = 3 * size * size;

/**
 * Trains on drawings, bytes over white by style.
 * @returns functions of tensors: `decode`, codes [batch, codeSize] to ink [batch, 3, size, size]; and `encode`, an image's code as numbers
 */
export async function trainAutoencoder(drawings, { epochs, seed, hidden = 512 }) {
  const decoder = [
    dense(hidden, { activation: "relu", name: "decoder" }),
    dense(pixels, { activation: "sigmoid", name: "pixels" }),
    reshape([3, size, size], { name: "drawing" }),
  ];
  const decode = (code) => decoder.reduce((below, layer) => layer(below), code);
  const x = networkInput([3, size, size]);
  const seen = dense(hidden, { activation: "relu", name: "encoder" })(flatten()(x));
  const mean = dense(codeSize, { name: "mean" })(seen);
  const logVariance = dense(codeSize, { name: "logVariance" })(seen);
  const yPred = decode(gaussianSample({ always: true })(mean, logVariance));
  const model = functional({ inputs: { x }, outputs: { yPred, mean, logVariance } }, { seed });
  model.compile({
    loss: { name: "elbo", inputs: { yTrue: "x" }, beta: 4 },
    optimizer: { name: "adam", learningRate: 0.001 },
    onWarning: () => {},
  });
  const bytes = Uint8Array.from(Buffer.concat(Object.values(drawings)));
  // Ink on white paper: 0 is white.
  const ink = (x) => arrays({ x }, { shapes: { x: [3, size, size] }, rescale: { x: { scale: -1 / 255, offset: 1 } } });
  const { epochs: history } = await model.fit(ink(bytes), { epochs, batchSize: 128, checks: "errors" });
  const z = networkInput([codeSize]);
  const half = functional({ inputs: { z }, outputs: { ink: decode(z) } }, { seed });
  const apply = await (await half.takeWeights(model)).toFunction();
  return {
    loss: history.at(-1).loss,
    codeSize,
    decode: (code) => apply({ z: code }).ink,
    encode: async (drawing) => await (await model.predictAll(ink(drawing))).mean.numbers(),
  };
}
