/**
 * Embeddings of emoji in which the drawings of one emoji are near each other, tested on emoji that were never seen: a drawing in one
 * style is asked for, its fellows in the other styles are to be found among all others.
 */
import {
  activation,
  batchNorm,
  conv2d,
  cosineDecay,
  dense,
  flatten,
  maxPool2d,
  Random,
  randomFlip,
  randomShift,
  sequential,
  subset,
} from "lossmith";
import { saveImages } from "lossmith/node";
import { example, spread } from "../lib/example.mjs";
import { emojiData, perClass, size } from "./emoji.mjs";

const losses = (classes) => ({
  "pixels themselves": undefined,
  "no training": undefined,
  "triplet, batch hard, margin 0.2": {
    name: "batchHardTriplet",
    margin: 0.2,
    normalize: true,
    inputs: { labels: "y" },
  },
  "ArcFace, margin 0.3, scale 16": { name: "arcFace", classes, margin: 0.3, scale: 16 },
  "supervised contrastive, temperature 0.1": { name: "supervisedContrastive", inputs: { labels: "y" } },
});

function network(seed) {
  const block = (filters) => [
    conv2d(filters, 3, { padding: "same", useBias: false }),
    batchNorm({ momentum: 0.9 }),
    activation("relu"),
    maxPool2d(2),
  ];
  const layers = [randomFlip(), randomShift(2), ...block(16), ...block(32), ...block(64), flatten(), dense(64)];
  return sequential(layers, { inputShape: [3, size, size], seed });
}

/** The data of several epochs: emoji in a new order in each, their styles together, so that every batch has pairs. */
function epochsOf({ data, count }, epochs, seed) {
  const random = new Random(seed).fork("order");
  const order = Array.from({ length: epochs }, () => [...random.permutation(count)]).flat();
  return subset(
    data,
    order.flatMap((emoji) => Array.from({ length: perClass }, (_, style) => emoji * perClass + style)),
  );
}

async function train(loss, data, { epochs, seed }) {
  const model = network(seed);
  if (loss === undefined) return model;
  const all = epochsOf(data, epochs, seed);
  const batchSize = 32 * perClass;
  const learningRate = cosineDecay(0.004, Math.ceil(all.size / batchSize));
  model.compile({ loss, optimizer: { name: "adam", learningRate }, onWarning: () => {}, checks: "none" });
  await model.fit(all, { batchSize, shuffle: false });
  return model;
}

/** For each image the nearest by cosine among those of the other styles, nearest first. */
function neighbours(values, count, most) {
  const dim = values.length / count;
  const unit = Array.from({ length: count }, (_, i) => {
    const row = values.slice(i * dim, (i + 1) * dim);
    const length = Math.hypot(...row) || 1;
    return Float32Array.from(row, (value) => value / length);
  });
  return unit.map((a, i) => {
    const found = unit.flatMap((b, j) => {
      if (j % perClass === i % perClass) return [];
      let cosine = 0;
      for (let k = 0; k < dim; k++) cosine += a[k] * b[k];
      return [{ j, cosine }];
    });
    return found
      .sort((p, q) => q.cosine - p.cosine)
      .slice(0, most)
      .map(({ j }) => j);
  });
}

/** How often an image's emoji is among the nearest k. */
function recall(found, k) {
  const emoji = (image) => Math.floor(image / perClass);
  return found.filter((near, i) => near.slice(0, k).some((j) => emoji(j) === emoji(i))).length / found.length;
}

/** Images and their nearest, a row each: emoji from here and there, in their first style. */
async function drawNeighbours(path, { x, count }, found) {
  const asked = Array.from({ length: 10 }, (_, row) => Math.floor((row * count) / 10) * perClass);
  const shown = asked.flatMap((image) => [image, ...found[image]]);
  const data = shown.flatMap((image) => [...x.subarray(image * 3 * size * size, (image + 1) * 3 * size * size)]);
  await saveImages(
    path,
    { shape: [shown.length, 3, size, size], data: Uint8Array.from(data) },
    { columns: 9, scale: 2 },
  );
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const data = await emojiData(short ? { train: 64, test: 32 } : { train: 400, test: 500 });
  const [epochs, seeds] = short ? [1, 2] : [24, 3];
  const images = data.test.count * perClass;
  const figures = {};
  for (const [name, loss] of Object.entries(losses(data.train.count))) {
    const [one, five] = [[], []];
    for (let i = 0; i < seeds; i++) {
      const isPixels = name === "pixels themselves";
      const values = isPixels
        ? Float32Array.from(data.test.x, (byte) => 1 - byte / 255)
        : await (await (await train(loss, data.train, { epochs, seed: seed + i })).predict(data.test.data)).numbers();
      const found = neighbours(values, images, 8);
      one.push(recall(found, 1));
      five.push(recall(found, 5));
      if (i === 0 && name.startsWith("supervised") && file("") !== undefined)
        await drawNeighbours(file("neighbours.png"), data.test, found);
      if (isPixels) break;
    }
    const of = (values) => (values.length === 1 ? values[0] : spread(values));
    figures[name] = { "recall@1": of(one), "recall@5": of(five) };
    console.log(name, one.join(" "), five.join(" "));
  }
  return figures;
});
