/** Peak resident memory of training steps. Usage: peak.mjs '{"network": ..., "steps": ...}' */
import { readFileSync } from "node:fs";
import { arrays, compileFunction, conv2d, dense, flatten, maxPool2d, sequential } from "../../dist/index.js";
import * as ops from "../../dist/ops.js";
import { builders } from "../lib/builders.mjs";

/** MiB of /proc/self/status. */
function resident(field) {
  const [, kibibytes] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync("/proc/self/status", "utf8"));
  return Number(kibibytes) / 1024;
}

function convnet({ shapes, input }) {
  const widths = shapes.filter((shape) => shape.length === 1).map(([width]) => width);
  const hidden = widths.slice(0, -1).flatMap((filters) => [conv2d(filters, 3, { activation: "relu" }), maxPool2d(2)]);
  const model = sequential([...hidden, flatten(), dense(widths.at(-1))], { inputShape: input, seed: 0 });
  return { model, loss: { name: "categoricalCrossentropy", fromLogits: true } };
}

const { network, steps } = JSON.parse(process.argv[2]);
const { input, batchSize, classes } = network;
const size = batchSize * input.reduce((product, axis) => product * axis, 1);
// One batch, taken again in every epoch: the data are no part of a step.
const x = Float32Array.from({ length: size }, (_, i) => (i % 251) / 251);
const y = Int32Array.from({ length: batchSize }, (_, i) => i % classes);
const data = arrays({ x, y }, { shapes: { x: input }, classes });
// What is used the first time is loaded then: that is the library, not the step.
await (await compileFunction([ops.add(ops.input("a", [1]), 1)], { device: "cpu" })).run({ a: [1] });
const level = resident("VmRSS");
const { model, loss } = network.kind === "convnet" ? convnet(network) : builders[network.kind](network);
model.compile({ loss, optimizer: "adam", device: "cpu" });
await model.fit(data, { batchSize, epochs: steps, shuffle: false });
const parameters = model.network.variables
  .filter(({ trainable }) => trainable !== false)
  .reduce((total, { tensor }) => total + tensor.size, 0);
console.log(JSON.stringify({ mebibytes: resident("VmHWM") - level, level, parameters }));
process.exit(0);
