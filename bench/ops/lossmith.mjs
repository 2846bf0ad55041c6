/** The operations in lossmith. */
import { compileFunction, Value } from "../../dist/index.js";
import * as ops from "../../dist/ops.js";
import { draw } from "../lib/draw.mjs";
import { fill } from "../lib/losses.mjs";
import { timed } from "../lib/serve.mjs";
import { digest } from "./works.mjs";

const functions = {
  matMul: ([a, b]) => ops.matMul(a, b),
  conv: ([x, weights]) => ops.conv(x, weights, { padding: 1 }),
  maxPool: ([x]) => ops.maxPool(x, { window: 2 }),
  softmax: ([x]) => ops.softmax(x),
  logSoftmax: ([x]) => ops.logSoftmax(x),
  layerNorm: ([x, scale, offset]) => ops.layerNorm(x, { scale, offset }),
  batchNorm: ([x, scale, offset]) => ops.batchNorm(x, { scale, offset }).output,
  gelu: ([x]) => ops.gelu(x),
  exp: ([x]) => ops.exp(x),
  sumAll: ([x]) => ops.sum(x),
  sumRows: ([x]) => ops.sum(x, { axes: 1 }),
  sumColumns: ([x]) => ops.sum(x, { axes: 0 }),
  transpose: ([x]) => ops.transpose(x, [1, 0]),
  embedding: ([table, indices]) => ops.embeddingLookup(table, indices),
  sort: ([x]) => ops.sort(x),
  topK: ([x], { k }) => ops.topK(x, k).values,
  cumSum: ([x]) => ops.cumSum(x),
};

const reads = {
  sum: (y) => ops.sum(y),
  whole: (y) => y,
  rows: (y, { rows }) => ops.sum(ops.reshape(y, [rows, -1]), { axes: 1 }),
};

let compiled;
let feeds;

async function prepareOp({ work, device }) {
  const tensors = work.inputs.map(({ name, shape, kind }) =>
    ops.input(name, shape, { dtype: kind === "index" ? "int64" : "float32" }),
  );
  const y = functions[work.operation](tensors, work);
  const above = tensors[work.inputs.findIndex(({ name }) => name === "above")];
  const wanted = tensors.filter((_, i) => work.inputs[i].grad);
  const slopes = work.mode === "value" ? [] : ops.gradients(y, wanted, { seed: above });
  const values = Object.fromEntries(
    work.inputs.map((input) => {
      const data = fill(input, draw);
      return input.kind === "index"
        ? [input.name, Value.of(BigInt64Array.from(data, BigInt), input.shape, "int64")]
        : [input.name, Value.of(data, input.shape)];
    }),
  );
  const feedsOf = (f) => Object.fromEntries(f.inputs.map(({ name }) => [name, values[name]]));
  const results = work.mode === "gradient" ? slopes : [y, ...slopes];
  const checked = await compileFunction(results, { device });
  const digests = [];
  for (const result of await checked.run(feedsOf(checked))) digests.push(digest(await result.numbers()));
  const read = work.mode === "gradient" ? [] : [reads[work.read ?? "sum"](y, work)];
  compiled = await compileFunction([...read, ...slopes.map((slope) => ops.sum(slope))], { device });
  feeds = feedsOf(compiled);
  return { digests };
}

const timeOp = async ({ repeats }) => ({ milliseconds: await timed(() => compiled.run(feeds), repeats) });

export const opCommands = { opNames: () => ({ names: Object.keys(functions) }), prepareOp, timeOp };
