/**
 * Scenes to detect things in: one to three emoji of four kinds on backgrounds of colour gradients and tinted clothes of Fashion-MNIST.
 * Emoji of the test scenes are in no training scene.
 */
import { arrays, boxIou, Random } from "lossmith";
import { fashionMnist } from "lossmith/node";
import { emojiDrawings, emojiList, styles } from "../lib/emoji.mjs";

export const size = 48;
/** Cells of the detector's grid along each side, and pixels of a cell. */
export const grid = 6;
export const cell = size / grid;
export const cells = grid * grid;
export const kinds = ["Smileys & Emotion", "Animals & Nature", "Food & Drink", "Flags"];
const drawn = 40;

/**
 * @param options `train` and `test`: how many scenes; `emoji`: at most so many of each kind
 * @returns `{ train, test }`, each `{ data, x, truths }`: x as bytes [scenes, 3, size, size], truths as `meanAveragePrecision` takes
 *   them, in pixels; data with targets y [cells, 6]: box in cells, 1 where the cell is answerable for an object, its class
 */
export async function sceneData({ train, test, emoji = Number.POSITIVE_INFINITY }) {
  const list = emojiList();
  const random = new Random(0).fork("kinds");
  const [seen, held] = [[], []];
  for (const kind of kinds) {
    const all = list.filter(({ group }) => group === kind).map(({ name }) => name);
    const order = Array.from(random.permutation(all.length), (i) => all[i]).slice(0, emoji);
    const tested = Math.ceil(order.length / 4);
    held.push(await sprites(order.slice(0, tested)));
    seen.push(await sprites(order.slice(tested)));
  }
  const clothes = await clothesOf(train + test);
  return {
    train: scenes(train, seen, clothes, new Random(1).fork("train")),
    test: scenes(test, held, clothes, new Random(1).fork("test")),
  };
}

/** Drawings in all styles, cut to what is opaque: `{ rgba, left, top, width, height }`. */
async function sprites(names) {
  const found = [];
  for (const style of styles) {
    const all = await emojiDrawings(names, style, drawn);
    for (let i = 0; i < names.length; i++) {
      const rgba = all.subarray(i * drawn * drawn * 4, (i + 1) * drawn * drawn * 4);
      let [left, top, right, bottom] = [drawn, drawn, 0, 0];
      for (let at = 0; at < drawn * drawn; at++) {
        if (rgba[4 * at + 3] < 64) continue;
        const [x, y] = [at % drawn, Math.floor(at / drawn)];
        [left, top] = [Math.min(left, x), Math.min(top, y)];
        [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
      }
      if (right > left) found.push({ rgba, left, top, width: right - left, height: bottom - top });
    }
  }
  return found;
}

async function clothesOf(most) {
  const data = await fashionMnist({ split: "train" });
  const count = Math.min(most, 2000);
  const x = new Uint8Array(count * 784);
  await data.fill(
    Array.from({ length: count }, (_, i) => i),
    { x },
  );
  return Array.from({ length: count }, (_, i) => x.subarray(i * 784, (i + 1) * 784));
}

function scenes(count, spritesByKind, clothes, random) {
  const x = new Uint8Array(count * 3 * size * size);
  const y = new Float32Array(count * cells * 6);
  const truths = [];
  for (let i = 0; i < count; i++) {
    const image = x.subarray(i * 3 * size * size, (i + 1) * 3 * size * size);
    paintBackground(image, clothes, random);
    const objects = [];
    const wanted = 1 + random.integer(3);
    for (let tries = 0; objects.length < wanted && tries < 20; tries++) {
      const kind = random.integer(kinds.length);
      const sprite = spritesByKind[kind][random.integer(spritesByKind[kind].length)];
      const box = place(sprite, random);
      if (objects.some((other) => boxIou(other.box, box) > 0.05)) continue;
      paint(image, sprite, box);
      objects.push({ box, class: kind });
    }
    truths.push(objects);
    assign(y.subarray(i * cells * 6, (i + 1) * cells * 6), objects);
  }
  const rescale = { x: { scale: 1 / 127.5, offset: -1 } };
  return { data: arrays({ x, y }, { shapes: { x: [3, size, size], y: [cells, 6] }, rescale }), x, truths };
}

const colour = (random) => [0, 1, 2].map(() => 255 * random.uniform());

function paintBackground(image, clothes, random) {
  const [from, to] = [colour(random), colour(random)];
  const angle = 2 * Math.PI * random.uniform();
  const [dx, dy] = [Math.cos(angle) / size, Math.sin(angle) / size];
  const things = Array.from({ length: 2 }, () => ({
    pixels: clothes[random.integer(clothes.length)],
    tint: colour(random),
    left: random.integer(size) - 14,
    top: random.integer(size) - 14,
  }));
  for (let at = 0; at < size * size; at++) {
    const [px, py] = [at % size, Math.floor(at / size)];
    const share = Math.min(1, Math.max(0, 0.5 + (px - size / 2) * dx + (py - size / 2) * dy));
    for (let c = 0; c < 3; c++) {
      let value = from[c] + (to[c] - from[c]) * share;
      for (const { pixels, tint, left, top } of things) {
        const [u, v] = [px - left, py - top];
        if (u < 0 || v < 0 || u >= 28 || v >= 28) continue;
        const opacity = pixels[v * 28 + u] / 255;
        value += (tint[c] * opacity - value) * (opacity > 0.1 ? 0.8 : 0);
      }
      image[c * size * size + at] = Math.min(255, Math.max(0, value + 8 * random.normal()));
    }
  }
}

/** A box of 10 to 26 pixels for a sprite, up to a quarter wider or higher than it is drawn. */
function place({ width, height }, random) {
  const longest = 10 + 16 * random.uniform();
  const stretch = 0.8 + 0.45 * random.uniform();
  const [w, h] = [width * stretch, height];
  const scale = longest / Math.max(w, h);
  const [bw, bh] = [w, h].map((side) => Math.max(6, Math.round(side * scale)));
  const [left, top] = [random.integer(size - bw + 1), random.integer(size - bh + 1)];
  return [left, top, left + bw, top + bh];
}

/** Draws a sprite over a box; each pixel is the mean of nine points. */
function paint(image, { rgba, left, top, width, height }, [x1, y1, x2, y2]) {
  for (let py = y1; py < y2; py++)
    for (let px = x1; px < x2; px++) {
      const sums = [0, 0, 0, 0];
      for (let k = 0; k < 9; k++) {
        const u = left + Math.floor((width * (px - x1 + ((k % 3) + 0.5) / 3)) / (x2 - x1));
        const v = top + Math.floor((height * (py - y1 + (Math.floor(k / 3) + 0.5) / 3)) / (y2 - y1));
        const at = 4 * (v * drawn + u);
        const opacity = rgba[at + 3] / 255;
        sums[3] += opacity;
        for (let c = 0; c < 3; c++) sums[c] += rgba[at + c] * opacity;
      }
      for (let c = 0; c < 3; c++) {
        const at = c * size * size + py * size + px;
        image[at] = image[at] * (1 - sums[3] / 9) + sums[c] / 9;
      }
    }
}

/** Gives each object the cell its centre is in and those whose middles are near it (centre sampling: Tian et al. 2019, arXiv:1904.01355). */
function assign(y, objects) {
  for (let at = 0; at < cells; at++) y.set([0, 0, 1, 1, 0, 0], 6 * at); // no object: some box, which does not count
  const area = ([x1, y1, x2, y2]) => (x2 - x1) * (y2 - y1);
  // The smallest last: it keeps the cells that several want.
  for (const { box, class: kind } of [...objects].sort((a, b) => area(b.box) - area(a.box))) {
    const [x1, y1, x2, y2] = box.map((side) => side / cell);
    const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
    for (let at = 0; at < cells; at++) {
      const [mx, my] = [(at % grid) + 0.5, Math.floor(at / grid) + 0.5];
      const isInside = mx > x1 && mx < x2 && my > y1 && my < y2;
      const distance = Math.max(Math.abs(mx - cx), Math.abs(my - cy));
      if (distance <= 0.5 || (isInside && distance < 0.8)) y.set([x1, y1, x2, y2, 1, kind], 6 * at);
    }
  }
}
