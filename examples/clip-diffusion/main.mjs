/**
 * Drawings made from captions by a small diffusion model: told the caption, guided by what the caption changes (classifier-free), and
 * guided by the gradient of the CLIP of the example "clip". A second CLIP, which no one asked on the way, judges them.
 */
import { arrays, cosineDecay, dense, lambda, noiseSchedule, sampleDiffusion } from "lossmith";
import { saveImages } from "lossmith/node";
import { constant, gather, l2Normalize, mean, mul, randomCrops, reshape, slice, sub, sum, vecdot } from "lossmith/ops";
import { drawingData, embeddingSize, fullEpochs, held, loadClip, size, trained, viewer } from "../lib/clip.mjs";
import { diffusionNetworks, toldSize } from "../lib/diffusion.mjs";
import { example, median } from "../lib/example.mjs";

const prompts = [
  ...["red apple", "dog face", "rocket", "green heart", "sunflower", "pizza"],
  // No emoji's names.
  ...["sad yellow face", "blue flower", "red car", "purple fruit"],
];
const image = [3, size, size];
const schedule = noiseSchedule("cosine");

/** Ways to sample: what the network is told, what is made of the difference, and how much CLIP has a say. */
const methods = {
  "told nothing": { told: false },
  "told nothing, CLIP 40": { told: false, clip: 40 },
  "told nothing, CLIP 120": { told: false, clip: 120 },
  "told the caption": { told: true },
  "told the caption, classifier-free 3": { told: true, free: 3 },
  "told the caption, classifier-free 3, CLIP 40": { told: true, free: 3, clip: 40 },
};

/** One of the drawings in a row. */
const drawingAt = (bytes, i) => bytes.slice(i * 3 * size * size, (i + 1) * 3 * size * size);

/** A table of embeddings as a tensor; the row after the last says nothing. */
function tableOf(embeddings) {
  const rows = [...embeddings, new Float64Array(embeddingSize)];
  const numbers = rows.flatMap((row) => [...row]);
  return constant(numbers, { shape: [rows.length, embeddingSize], dtype: "float32" });
}

/** @param captions embeddings of length 1: those of all emoji, then those of the prompts */
async function trainDiffusion({ emoji, drawings }, captions, { epochs, filters, seed }) {
  const table = mul(tableOf(captions), Math.sqrt(embeddingSize));
  const kind = [lambda((y) => gather(table, y)), dense(toldSize)];
  const { training, sampler } = diffusionNetworks({ image, filters, kind, none: captions.length, schedule, seed });
  const styles = Object.values(drawings);
  const data = arrays(
    {
      x: Uint8Array.from(Buffer.concat(styles)),
      y: BigInt64Array.from({ length: styles.length * emoji.length }, (_, i) => BigInt(i % emoji.length)),
    },
    { shapes: { x: image, y: [] }, rescale: { x: { scale: 1 / 255 } } },
  );
  const batchSize = 64;
  const steps = Math.ceil(data.size / batchSize) * epochs;
  training.compile({
    loss: "vPrediction",
    optimizer: { name: "adam", learningRate: cosineDecay(0.002, steps) },
    averageDecay: 0.995,
  });
  const onEpochEnd = ({ epoch, loss }) => console.log(`diffusion, epoch ${epoch}: loss ${loss.toFixed(4)}`);
  await training.fit(data, { epochs, batchSize, callbacks: [{ onEpochEnd }], checks: "errors" });
  return await sampler.takeWeights(training);
}

/** How near CLIP finds the clean images to the captions, over random parts of them: a guide. */
function nearness(clip, captions, cutouts) {
  const table = tableOf(captions);
  return (_, step, { y }, clean) => {
    const ink = mul(sub(1, clean), 0.5); // 0 is white, which parts have beyond the border
    const seed = sum(slice(step, { axes: 0, start: 0, end: 1 }));
    const parts = randomCrops(ink, { size, count: cutouts, scale: [0.8, 1.2], seed });
    const seen = l2Normalize(clip.image(sub(1, parts)), { axes: -1 });
    const whole = mean(reshape(seen, [clean.shape[0], cutouts, embeddingSize]), { axes: 1 });
    return vecdot(whole, gather(table, y));
  };
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const data = await drawingData({ styles: [...trained, held], ...(short ? { count: 64, art: 32 } : {}) });
  const drawings = Object.fromEntries(trained.map((style) => [style, data.drawings[style]]));
  const clip = async (loss, own) =>
    await viewer(
      await loadClip(
        { ...data, drawings },
        { loss, seed: own, ...(short ? { epochs: 1, width: 4 } : { epochs: fullEpochs }) },
      ),
      data,
    );
  const [guide, judge] = [await clip("clipContrastive", seed), await clip("sigLip", seed + 1)];
  const captions = await guide.caption([...data.emoji.map(({ name }) => name), ...prompts]);
  const form = short ? { epochs: 1, filters: [8, 16] } : { epochs: 80, filters: [32, 64, 128] };
  const sampler = await trainDiffusion({ ...data, drawings }, captions, { ...form, seed });

  const each = short ? 1 : 12;
  const asked = prompts.flatMap((_, i) => new Array(each).fill(data.emoji.length + i));
  const texts = asked.map((y) => prompts[y - data.emoji.length]);
  const judged = async (bytes, wanted) => {
    const [own, other] = [await guide.judge(bytes, wanted), await judge.judge(bytes, wanted)];
    return {
      "guide: cosine": median(own.map(({ cosine }) => cosine)),
      "judge: cosine": median(other.map(({ cosine }) => cosine)),
      "judge: median rank": median(other.map(({ rank }) => rank)),
      "judge: in the first ten": other.filter(({ rank }) => rank <= 10).length / other.length,
    };
  };
  const [figures, shown] = [{}, []];
  for (const [name, { told, free, clip: scale }] of Object.entries(methods)) {
    const samples = await sampleDiffusion(sampler, {
      schedule,
      prediction: "velocity",
      count: asked.length,
      steps: short ? 2 : 50,
      conditions: { y: told ? asked : asked.map(() => captions.length) },
      ...(free && { guidance: { scale: free, without: { y: captions.length } } }),
      ...(scale && {
        guide: { scale, conditions: { y: asked }, logDensity: nearness(guide, captions, short ? 1 : 4) },
      }),
      seed,
    });
    const bytes = Uint8Array.from(samples.data, (value) => Math.round(Math.min(255, Math.max(0, 127.5 * (value + 1)))));
    figures[name] = await judged(bytes, texts);
    console.log(name, JSON.stringify(figures[name]));
    shown.push(...prompts.map((_, i) => drawingAt(bytes, i * each)));
  }
  // What both say of real drawings, in a style that neither was trained on.
  const at = (name) => data.emoji.findIndex((one) => one.name === name);
  const named = prompts.filter((name) => at(name) >= 0);
  const real = named.length > 0 ? named : [data.emoji[0].name];
  figures["drawings of the unseen style"] = await judged(
    Uint8Array.from(real.flatMap((name) => [...drawingAt(data.drawings[held], at(name))])),
    real,
  );
  if (file("") !== undefined) {
    const images = { shape: [shown.length, ...image], data: Uint8Array.from(shown.flatMap((one) => [...one])) };
    await saveImages(file("samples.png"), images, { columns: prompts.length, scale: 2, gap: 4 });
  }
  return figures;
});
