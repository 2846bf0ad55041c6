/** A small CLIP of drawings, which three examples share: captions and drawings in, embeddings out. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  activation,
  addition,
  arrays,
  averagePool2d,
  batchNorm,
  concatenation,
  conv2d,
  cosineDecay,
  dense,
  dropout,
  embedding,
  flatten,
  functional,
  globalAveragePooling,
  layerNorm,
  maxPool2d,
  networkInput,
  permute,
  Random,
  randomResizedCrop,
  rescaling,
  warmup,
} from "lossmith";
import { loadModel } from "lossmith/node";
import { clipArt } from "./clip-art.mjs";
import { emojiDrawings, emojiList } from "./emoji.mjs";

/** Where the full run of the example "clip" leaves its weights; not part of the project. */
export const weightsFolder = fileURLToPath(new URL("../../.cache/clip/", import.meta.url));
export const size = 32;
const captionLength = 12;
export const embeddingSize = 128;
/** Styles of emoji that a CLIP is trained on, the one it is tested on, and how long. */
export const [trained, held] = [["noto", "fluent-emoji-flat"], "twemoji"];
export const fullEpochs = 70;

/**
 * Emoji and clip art with their captions' words as numbers, and drawings over white.
 * @param styles of the emoji
 * @param count at most so many emoji, @param art at most so many other drawings
 */
export async function drawingData({ styles, count = Number.POSITIVE_INFINITY, art: most }) {
  const all = emojiList();
  // Every so many, so that all groups are there.
  const every = Math.max(1, Math.floor(all.length / count));
  const emoji = all
    .filter((_, i) => i % every === 0)
    .map(({ name, group, keywords }) => {
      const own = name.split("-");
      const others = new Set(keywords.flatMap((keyword) => keyword.toLowerCase().split(/[\s_-]+/)));
      return { name: own.join(" "), group, words: own, keywords: [...others].filter((word) => !own.includes(word)) };
    });
  const { captions, pixels: artPixels } = await clipArt(most);
  const art = { captions: captions.map(({ title, tags }) => ({ words: title, keywords: tags })), pixels: artPixels };
  const uses = new Map();
  for (const { words, keywords } of [...emoji, ...art.captions])
    for (const word of [...words, ...keywords]) uses.set(word, (uses.get(word) ?? 0) + 1);
  // A word of one drawing alone, beside an emoji's name, says nothing that its caption does not.
  const known = new Set([
    ...emoji.flatMap(({ words }) => words),
    ...[...uses.keys()].filter((word) => uses.get(word) > 1),
  ]);
  const vocabulary = new Map([...known].sort().map((word, i) => [word, i + 1])); // 0: no word
  const drawings = {};
  for (const style of styles) drawings[style] = await pixels(emoji, style);
  return { emoji, vocabulary, drawings, art };
}

/** [emoji, 3, size, size] bytes over white. */
async function pixels(emoji, style) {
  const names = emoji.map(({ words }) => words.join("-"));
  const rgba = await emojiDrawings(names, style, size);
  const area = size * size;
  const bytes = new Uint8Array(names.length * 3 * area);
  for (let i = 0; i < names.length; i++)
    for (let at = 0; at < area; at++) {
      const from = (i * area + at) * 4;
      const opacity = rgba[from + 3] / 255;
      for (let c = 0; c < 3; c++) bytes[(i * 3 + c) * area + at] = rgba[from + c] * opacity + 255 * (1 - opacity);
    }
  return bytes;
}

/** Words as numbers, 0 after the last; words that are not known are left out. @returns [texts, captionLength] in a row */
export function encodeCaptions(vocabulary, texts) {
  const codes = new BigInt64Array(texts.length * captionLength);
  for (const [i, text] of texts.entries()) {
    const known = text
      .toLowerCase()
      .split(/[\s-]+/)
      .filter((word) => vocabulary.has(word))
      .slice(0, captionLength);
    for (const [k, word] of known.entries()) codes[i * captionLength + k] = BigInt(vocabulary.get(word));
  }
  return codes;
}

/**
 * An example is an emoji, drawn in one of the styles, or a piece of clip art; captioned with its name and some keywords, drawn anew
 * each time.
 */
export function captionedDrawings({ emoji, vocabulary, drawings, art }, seed) {
  const random = new Random(seed).fork("captions");
  const styles = Object.values(drawings);
  const pick = (n) => Math.floor(random.uniform() * n);
  const length = 3 * size * size;
  const captions = [...emoji, ...(art?.captions ?? [])];
  const drawing = (i) => {
    const [from, place] = i < emoji.length ? [styles[pick(styles.length)], i] : [art.pixels, i - emoji.length];
    return from.subarray(place * length, (place + 1) * length);
  };
  return {
    size: captions.length,
    fields: {
      image: { shape: [3, size, size], dtype: "uint8", rescale: { scale: 1 / 255, offset: 0 } },
      caption: { shape: [captionLength], dtype: "int64" },
    },
    fill(indices, { image, caption }) {
      for (const [k, i] of Array.from(indices).entries()) {
        image?.set(drawing(i), k * length);
        const { words, keywords } = captions[i];
        const extra = Array.from({ length: Math.min(pick(4), keywords.length) }, () => keywords[pick(keywords.length)]);
        // A name alone, a name with keywords, now and then keywords alone.
        const text = extra.length > 1 && random.uniform() < 0.2 ? extra : [...words, ...extra];
        caption?.set(encodeCaptions(vocabulary, [text.join(" ")]), k * captionLength);
      }
    },
  };
}

/** Images and captions to embeddings; `towers` are its halves, of the same layers. */
export function clipNetwork(vocabularySize, seed, { width = 24 } = {}) {
  const convolution = (filters, name) => (x) =>
    activation("relu")(
      batchNorm({ name: `${name}Norm`, momentum: 0.9 })(
        conv2d(filters, 3, { padding: "same", useBias: false, name })(x),
      ),
    );
  const image = networkInput([3, size, size]);
  // White is 0, which crops and convolutions have beyond the border.
  const ink = randomResizedCrop([0.75, 1.2])(rescaling(-1, 1)(image));
  const first = maxPool2d(2)(conv2d(width, 3, { padding: "same", activation: "relu", name: "conv1" })(ink));
  const second = maxPool2d(2)(convolution(2 * width, "conv2")(first));
  const third = maxPool2d(2)(convolution(4 * width, "conv3")(second));
  const residual = addition()(third, convolution(4 * width, "conv5")(convolution(4 * width, "conv4")(third)));
  // Where which colour is, coarsely: what drawing styles have in common.
  const coarse = dense(256, { activation: "relu", name: "coarse" })(flatten()(averagePool2d(4)(ink)));
  const seen = dropout(0.2)(concatenation()(flatten()(residual), flatten()(averagePool2d(4)(ink)), coarse));
  const u = dense(embeddingSize, { name: "image" })(seen);

  const caption = networkInput([captionLength], { dtype: "int64" });
  const words = embedding(vocabularySize, 64, { name: "words" })(caption);
  const bag = layerNorm({ name: "bagNorm" })(globalAveragePooling()(permute([2, 1])(words)));
  const hidden = dense(256, { activation: "relu", name: "hidden" })(dropout(0.1)(bag));
  const v = dense(embeddingSize, { name: "caption" })(concatenation()(bag, hidden));
  const make = (inputs, outputs) => functional({ inputs, outputs }, { seed });
  return {
    model: make({ image, caption }, { u, v }),
    towers: { image: make({ image }, { u }), caption: make({ caption }, { v }) },
  };
}

export const losses = {
  clipContrastive: { name: "clipContrastive", temperature: 0.07, train: ["temperature"] },
  sigLip: { name: "sigLip", temperature: 10, bias: -10, train: ["temperature", "bias"] },
};

/** Trains on all styles in the data, and on its clip art where it has some. @returns its towers */
export async function trainClip(
  data,
  { loss = "clipContrastive", epochs, batchSize = 128, seed, width, onEpoch = () => {} },
) {
  const { model, towers } = clipNetwork(data.vocabulary.size + 1, seed, { width });
  const dataset = captionedDrawings(data, seed);
  const steps = epochs * Math.ceil(dataset.size / batchSize);
  const inputs = { imageEmbeddings: "u", textEmbeddings: "v" };
  model.compile({
    loss: { ...losses[loss], inputs },
    optimizer: {
      name: "adamw",
      learningRate: warmup(cosineDecay(0.003, steps), Math.ceil(steps / 20)),
      weightDecay: 0.01,
    },
    onWarning: () => {},
  });
  const onEpochEnd = ({ epoch, loss: value }) => onEpoch({ epoch, loss: value });
  await model.fit(dataset, { epochs, batchSize, callbacks: [{ onEpochEnd }], checks: "errors" });
  shareWeights(model, towers);
  return { model, towers };
}

/** The CLIP that the full run of the example "clip" left; trained now where there is none. */
export async function loadClip(data, { loss, ...options }) {
  const file = join(weightsFolder, `${loss}.safetensors`);
  if (options.width !== undefined || !existsSync(file)) return await trainClip(data, { loss, ...options });
  const { model, towers } = clipNetwork(data.vocabulary.size + 1, 0);
  model.setWeights((await loadModel(file)).weights);
  shareWeights(model, towers);
  return { model, towers };
}

/** Gives the towers the weights of the whole. */
export function shareWeights(model, towers) {
  for (const tower of Object.values(towers)) {
    const own = Object.keys(tower.weights);
    tower.setWeights(Object.fromEntries(own.map((name) => [name, model.weights[name]])));
  }
}

/**
 * Embeddings of length 1, one array each.
 * @param data `{ image }`, bytes over white, or `{ caption }`, of encodeCaptions
 */
export async function embed(tower, fields) {
  const isImage = "image" in fields;
  const data = arrays(fields, {
    shapes: isImage ? { image: [3, size, size] } : { caption: [captionLength] },
    rescale: isImage ? { image: { scale: 1 / 255, offset: 0 } } : {},
  });
  const numbers = await (await tower.predict(data)).numbers();
  return Array.from({ length: numbers.length / embeddingSize }, (_, i) => {
    const row = Float64Array.from(numbers.slice(i * embeddingSize, (i + 1) * embeddingSize));
    const length = Math.hypot(...row) || 1;
    return row.map((value) => value / length);
  });
}

export const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** How many candidates are nearer to the query than its own, plus 1; ties count half. */
export function rankOf(query, candidates, own) {
  const mine = dot(query, candidates[own]);
  let rank = 1;
  for (const [i, other] of candidates.entries()) {
    if (i === own) continue;
    const value = dot(query, other);
    if (value > mine) rank++;
    else if (value === mine) rank += 0.5;
  }
  return rank;
}

/** A CLIP as guide and as judge of images: `trained`, what trainClip or loadClip give. */
export async function viewer({ towers }, { vocabulary, emoji }) {
  const caption = async (texts) => await embed(towers.caption, { caption: encodeCaptions(vocabulary, texts) });
  const imageOf = await towers.image.toFunction();
  const names = emoji.map(({ name }) => name);
  const known = await caption(names);
  return {
    /** Tensors [batch, 3, size, size], 1 being white, to embeddings. */
    image: (x) => imageOf({ image: x }).u,
    /** Texts to embeddings. */
    caption,
    /** Each image's cosine with its text, and the text's rank for it among that and the names of all other emoji. */
    async judge(images, texts) {
      const [seen, wanted] = [await embed(towers.image, { image: images }), await caption(texts)];
      return texts.map((text, i) => {
        const others = known.filter((_, k) => names[k] !== text);
        return { cosine: dot(seen[i], wanted[i]), rank: rankOf(seen[i], [wanted[i], ...others], 0) };
      });
    },
  };
}
