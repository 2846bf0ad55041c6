/** The operations in jax-js, each in one jit. Its functions take ownership of their arguments; `.ref` keeps one. */
import { draw } from "../lib/draw.mjs";
import { fill } from "../lib/losses.mjs";
import { timed } from "../lib/serve.mjs";
import { digest } from "./works.mjs";

const functionsOf = ({ lax, nn, numpy: np }) => ({
  matMul: ([a, b]) => np.matmul(a, b),
  conv: ([x, weights]) => lax.conv(x, weights, [1, 1], "SAME"),
  maxPool: ([x]) => lax.reduceWindow(x, np.max, [1, 1, 2, 2], [1, 1, 2, 2]),
  softmax: ([x]) => nn.softmax(x, -1),
  logSoftmax: ([x]) => nn.logSoftmax(x, -1),
  layerNorm: ([x, scale, offset]) => nn.standardize(x, -1).mul(scale).add(offset),
  batchNorm: ([x, scale, offset]) => {
    const channels = [1, scale.shape[0], 1, 1];
    return nn.standardize(x, [0, 2, 3]).mul(scale.reshape(channels)).add(offset.reshape(channels));
  },
  gelu: ([x]) => nn.gelu(x, { approximate: false }),
  exp: ([x]) => np.exp(x),
  sumAll: ([x]) => np.sum(x),
  sumRows: ([x]) => np.sum(x, 1),
  sumColumns: ([x]) => np.sum(x, 0),
  transpose: ([x]) => np.transpose(x),
  embedding: ([table, indices]) => np.take(table, indices, 0),
  sort: ([x]) => np.sort(x, -1),
  topK: ([x], { k }) => lax.topK(x, k)[0],
  cumSum: ([x]) => np.cumsum(x, -1),
});

export function opCommands(jax) {
  const { jit, numpy: np, valueAndGrad } = jax;
  const functions = functionsOf(jax);
  const reads = {
    sum: (y) => np.sum(y),
    whole: (y) => y,
    rows: (y, { rows }) => np.sum(y.reshape([rows, -1]), 1),
  };
  let run;

  async function prepareOp({ work }) {
    const arrays = work.inputs.map((input) => {
      const data = fill(input, draw);
      return input.kind === "index" ? np.array(data, { dtype: np.int32 }) : np.array(data).reshape(input.shape);
    });
    const grads = work.inputs.map(({ grad }) => Boolean(grad));
    const isAbove = work.inputs.map(({ name }) => name === "above");
    const apply = (all) => functions[work.operation](all, work);
    /** Value (unless only gradients are asked for) and gradients, of all the inputs. */
    const compute = (...all) => {
      if (work.mode === "value") return [apply(all)];
      const above = all[isAbove.indexOf(true)];
      const wanted = all.filter((_, i) => grads[i]);
      // The gradient of Σ y · above; the value comes along as it is.
      const weighted = (given) => {
        let next = 0;
        const y = apply(all.flatMap((array, i) => (grads[i] ? [given[next++]] : isAbove[i] ? [] : [array])));
        return [np.sum(y.ref.mul(above)), y];
      };
      const [[total, y], slopes] = valueAndGrad(weighted, { hasAux: true })(wanted);
      total.dispose();
      if (work.mode === "both") return [y, ...slopes];
      y.dispose();
      return slopes;
    };
    const read = reads[work.read ?? "sum"];
    const whole = jit(compute);
    const short = jit((...all) =>
      compute(...all).map((result, i) => (work.mode !== "gradient" && i === 0 ? read(result, work) : np.sum(result))),
    );
    const refs = () => arrays.map((array) => array.ref);
    run = async () => {
      await Promise.all(short(...refs()).map((result) => result.data()));
    };
    const digests = [];
    for (const result of whole(...refs())) digests.push(digest(await result.data()));
    return { digests };
  }

  const timeOp = async ({ repeats }) => ({ milliseconds: await timed(run, repeats) });
  return { opNames: () => ({ names: Object.keys(functions) }), prepareOp, timeOp };
}
