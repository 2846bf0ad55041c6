/**
 * Images made from nothing but a caption: gradient ascent under the CLIP of the example "clip", with every term of the loss shown, and
 * judged by a second CLIP that the ascent never saw.
 */
import * as Plot from "@observablehq/plot";
import { parsePrompt } from "lossmith/losses";
import { saveImages } from "lossmith/node";
import { colours, saveChart } from "../lib/charts.mjs";
import { dot, embed, emojiData, encodeCaptions, loadClip, rankOf, size } from "../lib/clip.mjs";
import { example } from "../lib/example.mjs";
import { guidedImage } from "./guide.mjs";

const [trained, held] = [["noto", "twemoji"], "fluent-emoji-flat"];
const scenes = [
  { prompts: ["red apple"] },
  { prompts: ["dog face"] },
  { prompts: ["rocket"] },
  { prompts: ["green heart"] },
  { prompts: ["sunflower"] },
  { prompts: ["pizza"] },
  { prompts: ["sad yellow face"] },
  { prompts: ["heart"] },
  { prompts: ["heart", "red:-0.5"] },
  { prompts: ["green apple"], start: "red apple" },
];
/** The same loss with and without what keeps the image from fooling its guide. */
const methods = {
  "one view, pixels": { cutouts: 0, kind: "pixels", totalVariation: 0 },
  "cutouts, coarse to fine": {},
};

/** A CLIP as guide and as judge. */
async function viewer({ towers }, { vocabulary, emoji }) {
  const caption = async (texts) => await embed(towers.caption, { caption: encodeCaptions(vocabulary, texts) });
  const imageOf = await towers.image.toFunction();
  const names = emoji.map(({ name }) => name);
  const known = await caption(names);
  return {
    image: (x) => imageOf({ image: x }).u,
    caption,
    /** Cosine of image and text, and the text's rank among the captions of all emoji. */
    async judge(image, text) {
      const [u] = await embed(towers.image, { image });
      const [v] = await caption([text]);
      const others = known.filter((_, i) => names[i] !== text);
      return { similarity: dot(u, v), rank: rankOf(u, [v, ...others], 0) };
    },
  };
}

function termCharts(path, results) {
  const names = [...new Set(results.flatMap(({ terms }) => Object.keys(terms)))];
  const panels = results.map(({ title, terms }) => {
    const rows = Object.entries(terms).flatMap(([name, values]) =>
      values.map((value, step) => ({ name, step: step + 1, value })).filter((_, i) => i % 2 === 0),
    );
    return {
      title,
      x: { label: "step" },
      y: { label: "term of the loss", grid: true },
      marks: [
        Plot.ruleY([0]),
        Plot.line(rows, {
          x: "step",
          y: "value",
          z: "name",
          stroke: ({ name }) => colours[names.indexOf(name) % colours.length],
        }),
      ],
    };
  });
  const legend = names.map((name, i) => [name, colours[i % colours.length]]);
  saveChart(path, panels, { width: 330, height: 260, legend });
}

const titleOf = ({ prompts, start }) => prompts.join(" + ") + (start === undefined ? "" : `, from a ${start}`);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

await example(import.meta.url, async ({ short, seed, file }) => {
  const data = await emojiData({ styles: [...trained, held], count: short ? 64 : undefined });
  const drawings = Object.fromEntries(trained.map((style) => [style, data.drawings[style]]));
  const training = short ? { epochs: 2, width: 8 } : { epochs: 50 };
  const clip = async (loss, own) =>
    await viewer(await loadClip({ ...data, drawings }, { loss, seed: own, ...training }), data);
  const [guide, judge] = [await clip("clipContrastive", seed), await clip("sigLip", seed + 1)];
  const drawing = (style, name) => {
    const at = Math.max(
      0,
      data.emoji.findIndex((each) => each.name === name),
    );
    return data.drawings[style].slice(at * 3 * size * size, (at + 1) * 3 * size * size);
  };
  const [figures, pictures, charts] = [{}, [], []];
  for (const [method, options] of Object.entries(methods)) {
    const judged = [];
    for (const [i, scene] of scenes.entries()) {
      const { prompts, start } = scene;
      const [{ text }] = prompts.map(parsePrompt);
      const texts = await guide.caption(prompts.map((prompt) => parsePrompt(prompt).text));
      const init = start && Array.from(drawing("noto", start), (byte) => byte / 255);
      const { before, after, terms } = await guidedImage([{ image: guide.image, texts }], prompts, {
        ...options,
        ...(short ? { steps: 3, cutouts: Math.min(options.cutouts ?? 4, 4) } : {}),
        init: init,
        seed: seed + i,
      });
      const [own, other] = [await guide.judge(after, text), await judge.judge(after, text)];
      judged.push({ own, other });
      pictures.push(after);
      if (method !== Object.keys(methods).at(-1)) continue;
      const title = titleOf(scene);
      if ([0, 8, 9].includes(i)) charts.push({ title, terms });
      figures[title] = {
        "cosine before": (await guide.judge(before, text)).similarity,
        after: own.similarity,
        rank: own.rank,
        "judge: cosine before": (await judge.judge(before, text)).similarity,
        "judge: after": other.similarity,
        "judge: rank": other.rank,
      };
      console.log(title, JSON.stringify(figures[title]));
    }
    figures[`median, ${method}`] = {
      after: median(judged.map(({ own }) => own.similarity)),
      rank: median(judged.map(({ own }) => own.rank)),
      "judge: after": median(judged.map(({ other }) => other.similarity)),
      "judge: rank": median(judged.map(({ other }) => other.rank)),
    };
  }
  if (file("") !== undefined) {
    const shape = [pictures.length, 3, size, size];
    await saveImages(
      file("images.png"),
      { shape, data: Uint8Array.from(pictures.flatMap((each) => [...each])) },
      { columns: scenes.length, scale: 2, gap: 4 },
    );
    termCharts(file("terms.svg"), charts);
  }
  return figures;
});
