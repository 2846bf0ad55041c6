/** Images made by gradient ascent under CLIP: the loss as notebooks of CLIP-guided generation have it, term by term. */
import { minimize, Random, Value } from "lossmith";
import { initWeight, l2TotalVariation, parsePrompt, rangeLoss, sphericalDistance } from "lossmith/losses";
import { add, broadcastTo, constant, evaluate, input, mean, mul, randomCrops, resize, sub } from "lossmith/ops";
import { size } from "../lib/clip.mjs";

/** Grids that are enlarged and added up: steps on the coarse ones change whole areas, as a picture needs. */
const levels = { pyramid: [4, 8, 16, 32], pixels: [32] };

export const defaults = {
  cutouts: 32,
  smallest: 0.7,
  totalVariation: 1,
  range: 1,
  init: 0,
  kind: "pyramid",
  steps: 200,
  rate: 0.02,
};

/**
 * Makes an image that looks to the guides as the prompts say.
 * @param guides of each CLIP the function of images, `[batch, 3, size, size]` to embeddings, and the embeddings of the prompts' texts
 * @param prompts "text", "text:weight" or "text:weight:stop"
 * @param init an image to start from and to stay near, [3 * size * size] from 0 to 1; else grey noise
 * @returns the images before and after, and the terms over the steps
 */
export async function guidedImage(guides, prompts, { init, seed = 0, ...given } = {}) {
  const options = { ...defaults, ...given };
  const { cutouts, smallest, steps } = options;
  const parsed = prompts.map(parsePrompt);
  const random = new Random(seed).fork("start");
  const sides = levels[options.kind];
  // Ink on white paper: 0 is white.
  const parameters = Object.fromEntries(
    sides.map((side) => {
      const full = init !== undefined && side === size;
      const noise = () => (init === undefined ? 0.5 / sides.length + 0.05 * random.normal() : 0);
      const numbers = Float32Array.from({ length: 3 * side * side }, (_, i) => (full ? 1 - init[i] : noise()));
      return [`grid${side}`, Value.of(numbers, [1, 3, side, side], "float32")];
    }),
  );
  const draw = (grids) =>
    Object.values(grids)
      .map((grid) => resize(grid, { size: [size, size], mode: "linear" }))
      .reduce((a, b) => add(a, b));
  const inkOf = async (values) => {
    const grids = Object.entries(values).map(([name, { shape }]) => [name, input(name, shape)]);
    const [ink] = await evaluate([draw(Object.fromEntries(grids))], values);
    return await ink.numbers();
  };
  const first = await inkOf(parameters);
  const loss = (grids, { step, seed: drawn }) => {
    const ink = draw(grids);
    const views =
      cutouts === 0 ? ink : randomCrops(ink, { size, count: cutouts, scale: [smallest, 1.15], seed: drawn, stream: 1 });
    const seen = guides.map(({ image }) => image(sub(1, views)));
    const terms = parsed.map(({ text, weight, stop }, i) => {
      const distances = seen.map((u, g) =>
        mean(
          sphericalDistance(
            broadcastTo(constant([...guides[g].texts[i]], { shape: [1, u.shape[1]], dtype: "float32" }), u.shape),
            u,
            { weight, stop },
          ),
        ),
      );
      return [
        `${text}${weight === 1 ? "" : ` (${weight})`}`,
        mul(
          distances.reduce((a, b) => add(a, b)),
          1 / guides.length,
        ),
      ];
    });
    terms.push(["range", mul(mean(rangeLoss(ink, { low: 0, high: 1 })), options.range)]);
    terms.push(["total variation", mul(mean(l2TotalVariation(ink)), options.totalVariation)]);
    if (options.init > 0) {
      // From an image: stay near it. From noise: begin near blank paper, a pull that fades.
      const origin = constant([...first], { shape: [1, 3, size, size], dtype: "float32" });
      terms.push([
        "init",
        mean(initWeight(origin, ink, sub(step, 1), { weight: options.init, decay: init === undefined })),
      ]);
    }
    return Object.fromEntries(terms);
  };
  const history = {};
  const onSteps = ({ terms }) => {
    for (const [name, values] of Object.entries(terms)) (history[name] ??= []).push(...values);
  };
  const optimizer = { name: "adam", learningRate: options.rate };
  const { parameters: last } = await minimize({ parameters, loss, steps, optimizer, seed, onSteps });
  return { before: toImage(first), after: toImage(await inkOf(last)), terms: history };
}

/** Ink as a picture: bytes over white. */
const toImage = (ink) => Uint8Array.from(ink, (value) => Math.round(255 * Math.min(1, Math.max(0, 1 - value))));
