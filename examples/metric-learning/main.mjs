/**
 * Embeddings of clothes in which like is near like, learnt on seven classes of Fashion-MNIST and tested on the three others: how often
 * the nearest neighbour of an image of a class that was never seen is of its class.
 */
import { arrays, conv2d, dense, flatten, maxPool2d, sequential } from "lossmith";
import { fashionMnist, saveImages } from "lossmith/node";
import { example, spread } from "../lib/example.mjs";

const held = [2, 4, 6]; // pullover, coat, shirt
const losses = {
  "no training": undefined,
  "supervised contrastive": { name: "supervisedContrastive", inputs: { labels: "y" } },
  "batch-hard triplet, margin 0.2": { name: "batchHardTriplet", margin: 0.2, normalize: true, inputs: { labels: "y" } },
  "multi-similarity": { name: "multiSimilarity", inputs: { labels: "y" } },
};

/** The first images of each of the classes. */
async function clothes(split, classes, perClass) {
  const all = await fashionMnist({ split });
  const numbers = Array.from({ length: all.size }, (_, i) => i);
  const labels = new BigInt64Array(all.size);
  await all.fill(numbers, { y: labels });
  const chosen = classes.flatMap((label) => numbers.filter((i) => Number(labels[i]) === label).slice(0, perClass));
  const x = new Uint8Array(chosen.length * 784);
  await all.fill(chosen, { x });
  const y = chosen.map((i) => Number(labels[i]));
  const data = arrays(
    { x, y },
    { shapes: { x: [1, 28, 28] }, classes: 10, rescale: { x: { scale: 1 / 255, offset: 0 } } },
  );
  return { data, x, y };
}

function network(seed) {
  const layers = [
    conv2d(16, 3, { activation: "relu" }),
    maxPool2d(2),
    conv2d(32, 3, { activation: "relu" }),
    maxPool2d(2),
    flatten(),
    dense(64),
  ];
  return sequential(layers, { inputShape: [1, 28, 28], seed });
}

/** The nearest neighbours of each image by cosine, itself left out. */
async function neighbours(model, data, count) {
  const values = await (await model.predict(data)).numbers();
  const dim = values.length / data.size;
  const unit = Array.from({ length: data.size }, (_, i) => {
    const row = values.slice(i * dim, (i + 1) * dim);
    const length = Math.hypot(...row) || 1;
    return row.map((value) => value / length);
  });
  return unit.map((a, i) => {
    const cosines = unit.map((b) => {
      let sum = 0;
      for (let k = 0; k < dim; k++) sum += a[k] * b[k];
      return sum;
    });
    cosines[i] = Number.NEGATIVE_INFINITY;
    const order = Array.from(cosines, (_, j) => j).sort((j, k) => cosines[k] - cosines[j]);
    return order.slice(0, count);
  });
}

const recallAtOne = (found, labels) =>
  found.filter(([nearest], at) => labels[nearest] === labels[at]).length / found.length;

await example(import.meta.url, async ({ short, seed, file }) => {
  const seen = Array.from({ length: 10 }, (_, i) => i).filter((label) => !held.includes(label));
  const train = await clothes("train", seen, short ? 16 : 1000);
  const perClass = short ? 16 : 500;
  const test = await clothes("test", held, perClass);
  const known = await clothes("test", seen, short ? 16 : 200);
  const [epochs, seeds] = short ? [1, 1] : [3, 3];
  const figures = {};
  for (const [name, loss] of Object.entries(losses)) {
    const [recalls, ofKnown] = [[], []];
    for (let i = 0; i < seeds; i++) {
      const model = network(seed + i);
      if (loss) {
        model.compile({ loss, optimizer: { name: "adam", learningRate: 0.001 }, onWarning: () => {} });
        await model.fit(train.data, { epochs, batchSize: 112 });
      }
      const found = await neighbours(model, test.data, 9);
      recalls.push(recallAtOne(found, test.y));
      ofKnown.push(recallAtOne(await neighbours(model, known.data, 1), known.y));
      if (i === 0 && name === "supervised contrastive" && file("") !== undefined) {
        const rows = held
          .flatMap((_, c) => [0, 1].map((k) => c * perClass + k * 7))
          .flatMap((at) => [at, ...found[at]]);
        const data = rows.flatMap((at) => [...test.x.subarray(at * 784, (at + 1) * 784)]);
        await saveImages(
          file("neighbours.png"),
          { shape: [rows.length, 1, 28, 28], data: Uint8Array.from(data) },
          { columns: 10, scale: 2 },
        );
      }
    }
    figures[name] = { "recall@1, seen classes": spread(ofKnown), "recall@1, classes never seen": spread(recalls) };
    console.log(name, ofKnown.join(" "), recalls.join(" "));
  }
  return figures;
});
