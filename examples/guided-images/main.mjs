/**
 * Images made from nothing but a caption: gradient ascent under the CLIP of the example "clip", every term of the loss shown, and the
 * images judged by a second CLIP, of another loss and another seed, that the ascent never asked.
 */
import * as Plot from "@observablehq/plot";
import { parsePrompt } from "lossmith/losses";
import { saveImages } from "lossmith/node";
import { colours, saveChart } from "../lib/charts.mjs";
import { drawingData, fullEpochs, held, loadClip, size, trained, viewer } from "../lib/clip.mjs";
import { example, median } from "../lib/example.mjs";
import { trainAutoencoder } from "./autoencoder.mjs";
import { gridCanvas, guidedImage, latentCanvas } from "./guide.mjs";

const scenes = [
  { prompts: ["red apple"] },
  { prompts: ["dog face"] },
  { prompts: ["rocket"] },
  { prompts: ["green heart"] },
  { prompts: ["sunflower"] },
  { prompts: ["pizza"] },
  { prompts: ["sad yellow face"] }, // no emoji's name
  { prompts: ["heart"], watch: "red" },
  { prompts: ["heart", "red:-0.5"], watch: "red" },
  { prompts: ["green apple"], start: "red apple" },
];

/** Ways to make an image of a scene; the first has nothing that keeps an image from fooling its guide. */
const methods = {
  "pixels, one view": {
    canvas: async ({ given }) => gridCanvas([size], given),
    options: () => ({ cutouts: 0, totalVariation: 0 }),
  },
  "grids, cutouts": {
    canvas: async ({ given }) => gridCanvas([4, 8, 16, size], given),
    // From a drawing: stay near it. From noise: a pull to blank paper that fades.
    options: ({ start }) => (start ? { init: 5 } : { init: 1, decay: true }),
  },
  "latent, cutouts": {
    canvas: async ({ autoencoder, given }) => await latentCanvas(autoencoder, given),
    // Four codes with four cutouts each; what keeps an image smooth is the decoder.
    options: ({ start }) => ({
      init: start ? 0.2 : 0.02,
      rate: 0.1,
      cutouts: 4,
      smallest: 0.85,
      largest: 1.1,
      totalVariation: 0,
    }),
  },
};
const shown = "latent, cutouts";

function termCharts(path, results) {
  const names = [...new Set(results.flatMap(({ terms }) => Object.keys(terms)))];
  const colourOf = (name) => colours[names.indexOf(name) % colours.length];
  const panels = results.map(({ title, terms }) => ({
    title,
    x: { label: "step" },
    y: { label: null, grid: true },
    marks: [
      Plot.ruleY([0]),
      ...Object.entries(terms).map(([name, values]) =>
        Plot.lineY(
          values.map((value, i) => ({ step: i + 1, value })).filter((_, i) => i % 3 === 0),
          { x: "step", y: "value", stroke: colourOf(name) },
        ),
      ),
    ],
  }));
  saveChart(path, panels, { width: 330, height: 260, columns: 3, legend: names.map((name) => [name, colourOf(name)]) });
}

const one = async (clip, image, text) => (await clip.judge(image, [text]))[0];
const titleOf = ({ prompts, start }) => prompts.join(" + ") + (start === undefined ? "" : `, from a ${start}`);

await example(import.meta.url, async ({ short, seed, file }) => {
  const data = await drawingData({ styles: [...trained, held], ...(short ? { count: 64, art: 32 } : {}) });
  const drawings = Object.fromEntries(trained.map((style) => [style, data.drawings[style]]));
  const training = short ? { epochs: 1, width: 4 } : { epochs: fullEpochs };
  const clip = async (loss, own) =>
    await viewer(await loadClip({ ...data, drawings }, { loss, seed: own, ...training }), data);
  const [guide, judge] = [await clip("clipContrastive", seed), await clip("sigLip", seed + 1)];
  const autoencoder = await trainAutoencoder(drawings, {
    seed,
    ...(short ? { epochs: 1, hidden: 16 } : { epochs: 25 }),
  });
  const drawing = (style, name) => {
    const at = data.emoji.findIndex((each) => each.name === name);
    return at < 0 ? undefined : data.drawings[style].slice(at * 3 * size * size, (at + 1) * 3 * size * size);
  };
  const [figures, medians, pictures, charts] = [{}, {}, [], []];
  for (const [method, { canvas, options }] of Object.entries(methods)) {
    const judged = [];
    for (const [i, scene] of scenes.entries()) {
      const { prompts, start, watch } = scene;
      const { text } = parsePrompt(prompts[0]);
      const given = { seed: seed + i, init: start && drawing(trained[0], start) };
      const { before, after, terms } = await guidedImage(guide, prompts, await canvas({ autoencoder, given }), {
        ...options(scene),
        ...(short ? { steps: 2 } : {}),
        seed: seed + i,
      });
      const [own, other] = [await one(guide, after, text), await one(judge, after, text)];
      judged.push({ own, other });
      pictures.push(after);
      if ([0, 8, 9].includes(i) && method !== "pixels, one view")
        charts.push({ title: `${start ? prompts[0] : titleOf(scene)}: ${method}`, terms });
      if (method !== shown) continue;
      figures[titleOf(scene)] = {
        "cosine before": (await one(guide, before, text)).cosine,
        after: own.cosine,
        rank: own.rank,
        "judge: before": (await one(judge, before, text)).cosine,
        "judge: after": other.cosine,
        "judge: rank": other.rank,
        ...(watch ? { [`judge: cosine with "${watch}"`]: (await one(judge, after, watch)).cosine } : {}),
      };
      console.log(titleOf(scene), JSON.stringify(figures[titleOf(scene)]));
    }
    medians[`median: ${method}`] = summary(judged);
  }
  // What the two say of real drawings, in a style that neither was trained on.
  const real = [];
  for (const { prompts } of scenes) {
    const image = drawing(held, prompts[0]) ?? (short ? drawing(held, data.emoji[0].name) : undefined);
    if (image) real.push({ own: await one(guide, image, prompts[0]), other: await one(judge, image, prompts[0]) });
  }
  medians["median: drawings of the unseen style"] = summary(real);
  if (file("") !== undefined) {
    const all = {
      shape: [pictures.length, 3, size, size],
      data: Uint8Array.from(pictures.flatMap((each) => [...each])),
    };
    await saveImages(file("images.png"), all, { columns: scenes.length, scale: 3, gap: 6 });
    termCharts(file("terms.svg"), charts);
  }
  return { ...figures, ...medians };
});

function summary(judged) {
  return {
    after: median(judged.map(({ own }) => own.cosine)),
    rank: median(judged.map(({ own }) => own.rank)),
    "judge: after": median(judged.map(({ other }) => other.cosine)),
    "judge: rank": median(judged.map(({ other }) => other.rank)),
  };
}
