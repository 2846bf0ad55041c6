/**
 * A small CLIP of drawings, trained from nothing on two styles of emoji and on clip art, with the loss of CLIP and with that of SigLIP,
 * and tested on a third style of emoji that it never saw: does a drawing find its caption among all captions, and a caption its drawing?
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { saveImages, saveModel } from "lossmith/node";
import { colours, saveChart } from "../lib/charts.mjs";
import {
  dot,
  drawingData,
  embed,
  encodeCaptions,
  fullEpochs,
  held,
  rankOf,
  size,
  trainClip,
  trained,
  weightsFolder,
} from "../lib/clip.mjs";
import { example, median } from "../lib/example.mjs";

const batchSize = 128;
// Texts that are no emoji's name.
const queries = [
  "yellow fruit",
  "sad cat",
  "green plant",
  "fast vehicle",
  "love",
  "winter sport",
  "sea animal",
  "time",
];

/** Wilson's interval of 95 % for a share. */
function share(hits, count) {
  const [p, z] = [hits / count, 1.959964];
  const middle = (p + (z * z) / (2 * count)) / (1 + (z * z) / count);
  const half = (z * Math.sqrt((p * (1 - p)) / count + (z / (2 * count)) ** 2)) / (1 + (z * z) / count);
  return { p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

function retrieval(ranks) {
  const within = (most) => share(ranks.filter((rank) => rank <= most).length, ranks.length);
  const [one, five] = [within(1), within(5)];
  return {
    "top-1": one.p,
    "from ": one.low,
    "to ": one.high,
    "top-5": five.p,
    from: five.low,
    to: five.high,
    "median rank": median(ranks),
  };
}

/** The five drawings nearest to each of the queries. */
async function drawQueries(path, { vocabulary, drawings }, { towers, images }) {
  const texts = await embed(towers.caption, { caption: encodeCaptions(vocabulary, queries) });
  const nearest = texts.flatMap((text) => {
    const scores = images.map((image) => dot(text, image));
    return scores
      .map((_, i) => i)
      .sort((a, b) => scores[b] - scores[a])
      .slice(0, 5);
  });
  const length = 3 * size * size;
  const data = Uint8Array.from(nearest.flatMap((i) => [...drawings[held].subarray(i * length, (i + 1) * length)]));
  await saveImages(path, { shape: [nearest.length, 3, size, size], data }, { columns: 10, scale: 2, gap: 4 });
}

function drawGroups(path, groups, ranksOf) {
  const names = [...new Set(groups)].filter((group) => group !== "Other").sort();
  const rows = Object.entries(ranksOf).flatMap(([loss, ranks], k) =>
    names.map((group) => {
      const own = ranks.filter((_, i) => groups[i] === group);
      return { group, loss, k, ...share(own.filter((rank) => rank <= 1).length, own.length) };
    }),
  );
  const beside = (k, marks) =>
    marks(
      rows.filter((row) => row.k === k),
      { dy: 7 * k - 3.5, stroke: colours[k] },
    );
  const panel = {
    title: "Drawings of the unseen style that find their caption first (95 % intervals)",
    marginLeft: 120,
    x: { label: "top-1", domain: [0, 1], grid: true },
    y: { label: null, type: "band", domain: names },
    marks: Object.keys(ranksOf).flatMap((_, k) =>
      beside(k, (own, look) => [
        Plot.link(own, { x1: "low", x2: "high", y1: "group", y2: "group", strokeWidth: 2, ...look }),
        Plot.dot(own, { x: "p", y: "group", fill: look.stroke, r: 3.5, ...look }),
      ]),
    ),
  };
  const legend = Object.keys(ranksOf).map((loss, k) => [loss, colours[k]]);
  saveChart(path, [panel], { width: 640, height: 360, legend });
}

/** Both losses on everything, that of CLIP on the emoji alone too. */
const runs = {
  clipContrastive: { loss: "clipContrastive" },
  sigLip: { loss: "sigLip" },
  "clipContrastive, no clip art": { loss: "clipContrastive", alone: true },
};

await example(import.meta.url, async ({ short, seed, file }) => {
  const data = await drawingData({ styles: [...trained, held], ...(short ? { count: 64, art: 32 } : {}) });
  const { [held]: test, ...drawings } = data.drawings;
  console.log(`${data.emoji.length} emoji, ${data.art.captions.length} other drawings, ${data.vocabulary.size} words`);
  const captions = encodeCaptions(
    data.vocabulary,
    data.emoji.map(({ name }) => name),
  );
  const [figures, ranksOf] = [{}, {}];
  const epochs = short ? 2 : fullEpochs;
  const stepsOf = (count) => Math.ceil(count / batchSize);
  const all = data.emoji.length + data.art.captions.length;
  const names = Object.keys(runs);
  for (const [i, name] of names.entries()) {
    const { loss, alone } = runs[name];
    const { model, towers } = await trainClip(
      { ...data, drawings, art: alone ? undefined : data.art },
      {
        loss,
        seed: seed + (loss === "sigLip" ? 1 : 0),
        ...(short ? { width: 8 } : {}),
        // As many steps on the emoji alone.
        epochs: alone ? Math.round((epochs * stepsOf(all)) / stepsOf(data.emoji.length)) : epochs,
        batchSize,
        onEpoch: ({ epoch, loss: value }) => console.log(`${name}, epoch ${epoch}: ${value.toFixed(3)}`),
      },
    );
    const images = await embed(towers.image, { image: test });
    const texts = await embed(towers.caption, { caption: captions });
    ranksOf[name] = images.map((image, own) => rankOf(image, texts, own));
    figures[`${name}: drawing to caption`] = retrieval(ranksOf[name]);
    figures[`${name}: caption to drawing`] = retrieval(texts.map((text, own) => rankOf(text, images, own)));
    if (!short && !alone) {
      mkdirSync(weightsFolder, { recursive: true });
      await saveModel(model, join(weightsFolder, `${loss}.safetensors`), { trainingState: false });
    }
    if (i === 0 && file("") !== undefined) await drawQueries(file("queries.png"), data, { towers, images });
  }
  const count = data.emoji.length;
  figures["by chance"] = { "top-1": 1 / count, "top-5": 5 / count, "median rank": (count + 1) / 2 };
  if (file("") !== undefined)
    drawGroups(
      file("groups.svg"),
      data.emoji.map(({ group }) => group),
      ranksOf,
    );
  return figures;
});
