/** Pictures of autoencoders: reconstructions, samples, what single latents do, and the plane of two latents. */
import * as Plot from "@observablehq/plot";
import { Random, subset } from "lossmith";
import { saveImages } from "lossmith/node";
import { saveChart } from "../lib/charts.mjs";

const range = (count) => Array.from({ length: count }, (_, i) => i);
const between = (from, to, count) => range(count).map((i) => from + ((to - from) * i) / (count - 1));

/**
 * @param trained `{ model, decoder }` by label: that of the autoencoder, of 2 latents, of 16, of 16 with beta
 * @param file where a picture goes, by its name
 */
export async function draw(trained, test, { seed, file }) {
  const [, plane, wide, factored] = Object.values(trained);
  await drawReconstructions(file("reconstructions.png"), Object.values(trained), test);
  const random = new Random(seed).fork("codes");
  const draws = range(64).map(() => range(16).map(() => random.normal()));
  await drawCodes(file("samples.png"), wide.decoder, draws, 16);
  await drawTraversals(file("traversals.png"), factored, test);
  const steps = between(-2.5, 2.5, 12);
  const grid = [...steps].reverse().flatMap((b) => steps.map((a) => [a, b]));
  await drawCodes(file("plane.png"), plane.decoder, grid, steps.length);
  await drawMap(file("map.svg"), plane.model, test);
}

/** Test images, and a row of what becomes of them for each model. */
async function drawReconstructions(path, models, test) {
  const few = subset(test, range(16));
  const pixels = new Uint8Array(16 * 784);
  await few.fill(range(16), { x: pixels });
  const rows = [Array.from(pixels, (byte) => byte / 255)];
  for (const { model } of models) rows.push(await (await model.predictAll(few)).yPred.numbers());
  const data = rows.flatMap((row) => [...row]);
  await saveImages(path, { shape: [16 * rows.length, 1, 28, 28], data }, { columns: 16 });
}

/** What the decoder makes of codes, in rows. */
async function drawCodes(path, decoder, codes, columns) {
  await saveImages(path, await decoder.predict({ z: codes }), { columns, gap: 1 });
}

/** One test image's code, one latent after another moved from -3 to 3: those that vary most between images first. */
async function drawTraversals(path, { model, decoder }, test) {
  const size = Math.min(test.size, 500);
  const values = await (await model.predictAll(subset(test, range(size)))).mean.numbers();
  const latents = values.length / size;
  const variance = (latent) => range(size).reduce((sum, i) => sum + values[i * latents + latent] ** 2, 0);
  const order = range(latents).sort((a, b) => variance(b) - variance(a));
  const code = range(latents).map((latent) => values[latent]);
  const codes = order
    .slice(0, 8)
    .flatMap((latent) => between(-3, 3, 12).map((value) => code.map((old, at) => (at === latent ? value : old))));
  await drawCodes(path, decoder, codes, 12);
}

async function drawMap(path, model, test) {
  const size = Math.min(test.size, 1000);
  const few = subset(test, range(size));
  const codes = await (await model.predictAll(few)).mean.numbers();
  const labels = new BigInt64Array(size);
  await few.fill(range(size), { y: labels });
  const points = Array.from(labels, (label, i) => ({ a: codes[2 * i], b: codes[2 * i + 1], label: String(label) }));
  const panel = {
    title: `Codes of ${size} test images, each written as its class`,
    x: { label: null },
    y: { label: null },
    color: { scheme: "tableau10", domain: range(10).map(String) },
    marks: [Plot.text(points, { x: "a", y: "b", text: "label", fill: "label", fontSize: 8 })],
  };
  saveChart(path, [panel], { width: 520, height: 480 });
}
