/** Drawings of openclipart.org with their titles and tags (public domain), as ../clip/make-drawings.mjs rendered them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const at = (name) => fileURLToPath(new URL(`../clip/drawings/${name}`, import.meta.url));

/** Letters of a text in words, small; numbers and single letters are none. */
export const wordsOf = (text) => text.toLowerCase().match(/\p{L}{2,}/gu) ?? [];

/**
 * @param count at most so many, spread evenly over the kinds
 * @returns `captions`, objects of `title` and `tags`, words; and `pixels`, bytes [drawings, 3, 32, 32] over white
 */
export async function clipArt(count = Number.POSITIVE_INFINITY) {
  const { size, columns, perSheet, drawings } = JSON.parse(readFileSync(at("captions.json"), "utf8"));
  const every = Math.max(1, drawings.length / count);
  const chosen = Array.from({ length: Math.min(count, drawings.length) }, (_, i) => Math.floor(i * every));
  const sheets = await Promise.all(
    Array.from({ length: Math.ceil(drawings.length / perSheet) }, (_, i) =>
      sharp(at(`${i + 1}.png`))
        .removeAlpha()
        .raw()
        .toBuffer(),
    ),
  );
  const area = size * size;
  const pixels = new Uint8Array(chosen.length * 3 * area);
  for (const [k, drawing] of chosen.entries()) {
    const [sheet, place] = [sheets[Math.floor(drawing / perSheet)], drawing % perSheet];
    const [top, left] = [Math.floor(place / columns) * size, (place % columns) * size];
    for (let i = 0; i < area; i++) {
      const from = ((top + Math.floor(i / size)) * columns * size + left + (i % size)) * 3;
      for (let c = 0; c < 3; c++) pixels[(k * 3 + c) * area + i] = sheet[from + c];
    }
  }
  return { captions: chosen.map((i) => drawings[i]), pixels };
}
