/** Our side in a page; bundled by bench/lib/browser.mjs. */
import { arrays, conv2d, dense, flatten, maxPool2d, sequential, Value } from "../../dist/index.js";
import { drawWeights } from "../lib/draw.mjs";
import { answer } from "./page.mjs";

answer((network, numbers, device) => {
  const { shapes, batches, batchSize, optimizer } = network;
  const widths = shapes.filter((shape) => shape.length === 1).map(([width]) => width);
  const hidden = widths.slice(0, -1).flatMap((filters) => [conv2d(filters, 3, { activation: "relu" }), maxPool2d(2)]);
  const model = sequential([...hidden, flatten(), dense(widths.at(-1))], { inputShape: [1, 28, 28] });
  const values = drawWeights(shapes);
  const variables = model.network.variables.map(({ tensor }) => tensor);
  model.setWeights(Object.fromEntries(variables.map((x, k) => [x.name, Value.of(values[k], x.shape)])));
  model.compile({
    loss: { name: "categoricalCrossentropy", fromLogits: true },
    optimizer: { name: "adam", ...optimizer },
    device,
    stepsPerCall: batches,
  });
  const data = arrays(numbers, { shapes: { x: [1, 28, 28] }, classes: 10 });
  /** A whole pass, however few steps are asked for: `fit` takes the data as they are. */
  const pass = async () => {
    const losses = [];
    const onSteps = (record) => void losses.push(...record.losses);
    await model.fit(data, { batchSize, shuffle: false, callbacks: [{ onSteps }] });
    return losses;
  };
  return { pass, note: `${navigator.hardwareConcurrency} threads, ${batches} steps a call` };
});
