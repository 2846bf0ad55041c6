/** Scenes with masks: emoji on a ground of other emoji, large and out of focus; the mask is where a drawing is opaque. */
import { Random } from "lossmith";
import sharp from "sharp";
import { emojiDrawings } from "../lib/emoji.mjs";

/** Width and height of a scene. */
export const size = 48;
const sizes = [20, 26, 34];

/**
 * @param names of emoji, drawn as often as it takes
 * @param style one of emoji.mjs
 * @returns `x` bytes [count, 3, size, size] and `y` bytes 0 or 1, [count, 1, size, size]
 */
export async function scenes(names, style, { count, seed }) {
  const random = new Random(seed).fork(`scenes ${style}`);
  const drawings = await Promise.all(sizes.map((side) => emojiDrawings(names, style, side)));
  const grounds = await backgrounds(names, style);
  const pixels = size * size;
  const [x, y] = [new Uint8Array(count * 3 * pixels), new Uint8Array(count * pixels)];
  for (let scene = 0; scene < count; scene++) {
    const ground = random.integer(names.length) * 3 * pixels;
    x.set(grounds.subarray(ground, ground + 3 * pixels), scene * 3 * pixels);
    for (let left = 1 + random.integer(2); left > 0; left--) {
      const kind = random.integer(sizes.length);
      const side = sizes[kind];
      const at = random.integer(names.length) * side * side * 4;
      const [top, start] = [random.integer(size - side + 1), random.integer(size - side + 1)];
      place(drawings[kind].subarray(at, at + side * side * 4), { side, top, start }, { x, y, scene });
    }
  }
  return { x, y };
}

/** Part of every emoji over a colour of its own, out of focus: bytes [names.length, 3, size, size]. */
async function backgrounds(names, style) {
  const side = 2 * size;
  const large = await emojiDrawings(names, style, side);
  const pixels = size * size;
  const bytes = new Uint8Array(names.length * 3 * pixels);
  for (let i = 0; i < names.length; i++) {
    const raw = { width: side, height: side, channels: 4 };
    const part = await sharp(large.subarray(i * side * side * 4, (i + 1) * side * side * 4), { raw })
      .flatten({ background: { r: (i * 67) % 256, g: (i * 151) % 256, b: (i * 211) % 256 } })
      .extract({ left: size / 2, top: size / 2, width: size, height: size })
      .blur(2.5)
      .raw()
      .toBuffer();
    for (let p = 0; p < pixels; p++) for (let c = 0; c < 3; c++) bytes[(3 * i + c) * pixels + p] = part[3 * p + c];
  }
  return bytes;
}

/** Puts a drawing into a scene, and into its mask where it is opaque. */
function place(drawing, { side, top, start }, { x, y, scene }) {
  const pixels = size * size;
  for (let p = 0; p < side * side; p++) {
    const to = (top + Math.floor(p / side)) * size + start + (p % side);
    const opacity = drawing[4 * p + 3] / 255;
    for (let c = 0; c < 3; c++) {
      const at = (3 * scene + c) * pixels + to;
      x[at] = Math.round(opacity * drawing[4 * p + c] + (1 - opacity) * x[at]);
    }
    if (opacity >= 0.5) y[scene * pixels + to] = 1;
  }
}
