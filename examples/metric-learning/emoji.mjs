/** Emoji as classes of three images each, one a drawing style: some to learn from, others to be tested on. */
import { arrays, Random } from "lossmith";
import { emojiDrawings, emojiList, styles } from "../lib/emoji.mjs";

export const size = 24;
export const perClass = styles.length;
const pixels = 3 * size * size;

/**
 * @param counts emoji to train with and to test with
 * @returns `{ train, test }`, each `{ data, x, count }`: emoji by emoji, the styles of one after another, on white; x as bytes
 *   [count · styles, 3, size, size]
 */
export async function emojiData({ train, test }) {
  const names = emojiList().map(({ name }) => name);
  const order = new Random(0).fork("emoji").permutation(names.length);
  const chosen = Array.from(order, (i) => names[i]);
  return {
    train: await images(chosen.slice(0, train)),
    test: await images(chosen.slice(train, train + test)),
  };
}

async function images(names) {
  const x = new Uint8Array(names.length * perClass * pixels);
  for (const [s, style] of styles.entries()) {
    const rgba = await emojiDrawings(names, style, size);
    for (let i = 0; i < names.length; i++)
      for (let at = 0; at < size * size; at++) {
        const [r, g, b, opacity] = rgba.subarray(4 * (i * size * size + at), 4 * (i * size * size + at) + 4);
        for (const [channel, value] of [r, g, b].entries())
          x[(i * perClass + s) * pixels + channel * size * size + at] = 255 + ((value - 255) * opacity) / 255;
      }
  }
  const y = Array.from({ length: names.length * perClass }, (_, i) => Math.floor(i / perClass));
  const data = arrays(
    { x, y },
    {
      shapes: { x: [3, size, size] },
      classes: Math.max(names.length, 2),
      // White is 0, as is what randomShift moves in.
      rescale: { x: { scale: -1 / 255, offset: 1 } },
    },
  );
  return { data, x, count: names.length };
}
