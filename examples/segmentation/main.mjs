/**
 * A small U-Net finds emoji on busy grounds, pixel by pixel, under five losses; it is tested on emoji and in a drawing style that it
 * never saw.
 */
import {
  activation,
  arrays,
  batchNorm,
  concatenation,
  conv2d,
  convTranspose2d,
  cosineDecay,
  functional,
  maxPool2d,
  networkInput,
  Random,
} from "lossmith";
import { saveImages } from "lossmith/node";
import { emojiList, styles } from "../lib/emoji.mjs";
import { example, spread } from "../lib/example.mjs";
import { scenes, size } from "./scenes.mjs";

const losses = {
  "binary cross-entropy": { name: "binaryCrossentropy", fromLogits: true },
  Dice: { name: "dice", fromLogits: true },
  "Tversky, misses cost more": { name: "tversky", alpha: 0.3, beta: 0.7, fromLogits: true },
  "Lovász hinge": "lovaszHinge",
  "cross-entropy and Dice": { name: "diceCrossentropy", fromLogits: true },
};

/** U-Net (Ronneberger et al. 2015, arXiv:1505.04597) with logits as output. */
function network(seed, widths) {
  const block = (width, x) => {
    const once = (y) =>
      activation("relu")(batchNorm({ momentum: 0.9 })(conv2d(width, 3, { padding: "same", useBias: false })(y)));
    return once(once(x));
  };
  const x = networkInput([3, size, size]);
  const skips = [];
  let y = x;
  for (const width of widths.slice(0, -1)) {
    skips.push(block(width, y));
    y = maxPool2d(2)(skips.at(-1));
  }
  y = block(widths.at(-1), y);
  for (const width of widths.slice(0, -1).reverse())
    y = block(width, concatenation()(convTranspose2d(width, 2, { stride: 2 })(y), skips.pop()));
  return functional({ inputs: { x }, outputs: { y: conv2d(1, 1)(y) } }, { seed });
}

/** Emoji in two styles to learn from, other emoji in the third to be tested on, and those of the first two besides. */
async function sceneData({ train, test, count, tested }, seed) {
  const names = emojiList().map(({ name }) => name);
  const order = Array.from(new Random(0).fork("emoji").permutation(names.length), (i) => names[i]);
  const [known, fresh] = [order.slice(0, train), order.slice(train, train + test)];
  const [first, second, unseen] = styles;
  const parts = await Promise.all([first, second].map((style) => scenes(known, style, { count: count / 2, seed })));
  const joined = (key) => Uint8Array.from(parts.flatMap((part) => [...part[key]]));
  const data = ({ x, y }) =>
    arrays({ x, y }, { shapes: { x: [3, size, size], y: [1, size, size] }, rescale: { x: { scale: 1 / 255 } } });
  const other = await scenes(fresh, unseen, { count: tested, seed });
  return {
    train: data({ x: joined("x"), y: joined("y") }),
    familiar: data(await scenes(fresh, first, { count: tested, seed: seed + 1 })),
    unseen: data(other),
    shown: other,
  };
}

/** Scenes, their masks, and what each loss makes of them: a row each. */
async function drawMasks(path, { x, y }, predictions) {
  const [count, pixels] = [10, size * size];
  const grey = (at) => [0, 1, 2].flatMap(() => Array.from({ length: pixels }, (_, p) => at(p)));
  const rows = [
    Array.from({ length: count }, (_, i) => [...x.subarray(i * 3 * pixels, (i + 1) * 3 * pixels)]),
    ...[
      (i, p) => 255 * y[i * pixels + p],
      ...predictions.map((logits) => (i, p) => (logits[i * pixels + p] > 0 ? 255 : 0)),
    ].map((of) => Array.from({ length: count }, (_, i) => grey((p) => of(i, p)))),
  ];
  const data = Uint8Array.from(rows.flat(2));
  await saveImages(path, { shape: [rows.length * count, 3, size, size], data }, { columns: count });
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const data = await sceneData(
    short ? { train: 40, test: 40, count: 64, tested: 32 } : { train: 700, test: 500, count: 3200, tested: 500 },
    seed,
  );
  const [epochs, seeds, widths] = short ? [1, 1, [4, 8]] : [4, 2, [12, 24, 48]];
  const batchSize = 32;
  const runs = Object.fromEntries(Object.keys(losses).map((name) => [name, []]));
  const predictions = [];
  for (let i = 0; i < seeds; i++)
    for (const [name, loss] of Object.entries(losses)) {
      const model = network(seed + i, widths);
      const learningRate = cosineDecay(0.004, epochs * Math.ceil(data.train.size / batchSize));
      model.compile({
        loss,
        optimizer: { name: "adam", learningRate },
        metrics: ["iou", "f1", "recall"],
        onWarning: () => {},
      });
      await model.fit(data.train, { epochs, batchSize, seed: seed + i });
      const [familiar, unseen] = [await model.evaluate(data.familiar), await model.evaluate(data.unseen)];
      runs[name].push({ familiar: familiar.metrics, unseen: unseen.metrics });
      if (i === 0) predictions.push(await (await model.predict(data.unseen)).numbers());
      console.log(name, JSON.stringify(unseen.metrics), JSON.stringify(familiar.metrics));
    }
  if (file("") !== undefined) await drawMasks(file("masks.png"), data.shown, predictions);
  return Object.fromEntries(
    Object.entries(runs).map(([name, each]) => {
      const of = (pick) => spread(each.map(pick));
      return [
        name,
        {
          "IoU, unseen style": of(({ unseen }) => unseen.iou),
          "Dice, unseen style": of(({ unseen }) => unseen.f1),
          "recall, unseen style": of(({ unseen }) => unseen.recall),
          "IoU, unseen emoji": of(({ familiar }) => familiar.iou),
        },
      ];
    }),
  );
});
