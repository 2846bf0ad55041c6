/** Images made by gradient ascent under CLIP: the loss as notebooks of CLIP-guided generation have it, term by term. */
import { minimize, Random, Value } from "lossmith";
import { initWeight, l2TotalVariation, parsePrompt, rangeLoss, sphericalDistance } from "lossmith/losses";
import { add, broadcastTo, constant, evaluate, input, mean, mul, randomCrops, resize, sub } from "lossmith/ops";
import { size } from "../lib/clip.mjs";

/**
 * What an image is made of: numbers that are changed, and how they become ink (0 is white paper), [1, 3, size, size].
 * Grids of several sizes are enlarged and added up: a step on a coarse one changes a whole area, as a picture needs.
 * @param sides of the grids; the last is the image's
 * @param init an image to start from, bytes over white
 */
export function gridCanvas(sides, { init, seed }) {
  const random = new Random(seed).fork("canvas");
  const noise = () => (init === undefined ? 0.3 / sides.length + 0.05 * random.normal() : 0);
  const drawn = (side, i) => (init !== undefined && side === size ? 1 - init[i] / 255 : noise());
  const grid = (side) => Float32Array.from({ length: 3 * side * side }, (_, i) => drawn(side, i));
  return {
    parameters: Object.fromEntries(sides.map((side) => [`grid${side}`, Value.of(grid(side), [1, 3, side, side])])),
    ink: (grids) =>
      Object.values(grids)
        .map((each) => resize(each, { size: [size, size], mode: "linear" }))
        .reduce((a, b) => add(a, b)),
  };
}

/** Images as codes of an autoencoder, near the drawings that it was trained on: `starts` of them, of which the best is kept. */
export async function latentCanvas(autoencoder, { init, seed, starts = 4 }) {
  const random = new Random(seed).fork("code");
  const start = init === undefined ? undefined : await autoencoder.encode(init);
  const { codeSize } = autoencoder;
  const code = Float32Array.from({ length: starts * codeSize }, (_, i) =>
    start === undefined ? 0.5 * random.normal() : start[i % codeSize] + 0.1 * random.normal(),
  );
  return { parameters: { code: Value.of(code, [starts, codeSize]) }, ink: ({ code: z }) => autoencoder.decode(z) };
}

export const defaults = {
  cutouts: 16,
  smallest: 0.75,
  largest: 1.2,
  totalVariation: 5,
  range: 1,
  init: 0,
  steps: 150,
  rate: 0.02,
};

/**
 * Makes an image that looks to the guide as the prompts say.
 * @param guide `image`: a function of images [batch, 3, size, size] from 0 to 1, to embeddings; `caption`: texts' embeddings;
 *   `judge`: the cosines of images and texts
 * @param prompts "text", "text:weight" or "text:weight:stop"
 * @param canvas of gridCanvas or latentCanvas
 * @returns the images before and after, bytes, and the terms over the steps
 */
export async function guidedImage(guide, prompts, canvas, { seed = 0, ...given } = {}) {
  const options = { ...defaults, ...given };
  const { cutouts, smallest, largest, steps } = options;
  const parsed = prompts.map(parsePrompt);
  const texts = await guide.caption(parsed.map(({ text }) => text));
  const names = Object.keys(canvas.parameters);
  const firsts = Object.fromEntries(
    await Promise.all(
      names.map(async (name) => {
        const { shape } = canvas.parameters[name];
        return [name, constant([...(await canvas.parameters[name].numbers())], { shape, dtype: "float32" })];
      }),
    ),
  );
  const loss = (parameters, { step, seed: drawn }) => {
    const ink = canvas.ink(parameters);
    const crops = { size, count: cutouts, scale: [smallest, largest], seed: drawn };
    const u = guide.image(sub(1, cutouts === 0 ? ink : randomCrops(ink, crops)));
    const toward = parsed.map(({ text, weight, stop }, i) => {
      const v = broadcastTo(constant([...texts[i]], { shape: [1, u.shape[1]], dtype: "float32" }), u.shape);
      return [weight === 1 ? text : `${text} (${weight})`, mean(sphericalDistance(v, u, { weight, stop }))];
    });
    const terms = {
      ...Object.fromEntries(toward),
      range: mul(mean(rangeLoss(ink, { low: 0, high: 1 })), options.range),
    };
    if (options.totalVariation > 0) terms["total variation"] = mul(mean(l2TotalVariation(ink)), options.totalVariation);
    // The first step has number 1.
    const pull = ([name, first]) =>
      mean(initWeight(first, parameters[name], sub(step, 1), { weight: options.init, decay: options.decay ?? false }));
    if (options.init > 0)
      terms.init = Object.entries(firsts)
        .map(pull)
        .reduce((a, b) => add(a, b));
    return terms;
  };
  const terms = {};
  const onSteps = (record) => {
    for (const [name, values] of Object.entries(record.terms)) terms[name] = [...(terms[name] ?? []), ...values];
  };
  const optimizer = { name: "adam", learningRate: options.rate };
  const { parameters: last } = await minimize({ parameters: canvas.parameters, loss, steps, optimizer, seed, onSteps });
  const [befores, afters] = [await pictures(canvas, canvas.parameters), await pictures(canvas, last)];
  const all = Uint8Array.from(afters.flatMap((image) => [...image]));
  const judged = await guide.judge(
    all,
    afters.map(() => parsed[0].text),
  );
  const closeness = judged.map(({ cosine }) => cosine);
  const best = closeness.indexOf(Math.max(...closeness));
  return { before: befores[best], after: afters[best], terms };
}

/** What a canvas shows: images of bytes over white. */
async function pictures(canvas, values) {
  const inputs = Object.fromEntries(Object.entries(values).map(([name, { shape }]) => [name, input(name, shape)]));
  const [ink] = await evaluate([canvas.ink(inputs)], values);
  const bytes = Uint8Array.from(await ink.numbers(), (value) => Math.round(255 * Math.min(1, Math.max(0, 1 - value))));
  const length = 3 * size * size;
  return Array.from({ length: bytes.length / length }, (_, i) => bytes.slice(i * length, (i + 1) * length));
}
