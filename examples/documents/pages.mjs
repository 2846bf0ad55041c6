/** Pages of documents as examples: data/pages-1.png and pages-2.png hold them, data/pages.json says what each is and where it came from. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { arrays } from "lossmith";
import sharp from "sharp";

export const kinds = ["code", "form", "manual", "music", "table"];

/**
 * The pages of a split, ink 1 and paper 0, and their kinds. No document has pages in both splits.
 * @param most at most so many pages of each kind
 * @returns `x` [pages, 1, height, width] and `y`, class numbers, as a data set; `labels` and `pixels` as plain arrays
 */
export async function pages(split, most = Number.POSITIVE_INFINITY) {
  const at = (name) => fileURLToPath(new URL(`data/${name}`, import.meta.url));
  const { width, height, columns, documents } = JSON.parse(readFileSync(at("pages.json"), "utf8"));
  // One below the other.
  const sheets = await Promise.all(
    ["pages-1.png", "pages-2.png"].map((name) => sharp(at(name)).extractChannel(0).raw().toBuffer()),
  );
  const sheet = Buffer.concat(sheets);
  const [labels, pixels, seen] = [[], [], kinds.map(() => 0)];
  let page = 0;
  for (const { kind, split: of, pages: count } of documents) {
    const label = kinds.indexOf(kind);
    for (const end = page + count; page < end; page++) {
      if (of !== split || seen[label]++ >= most) continue;
      const [top, left] = [Math.floor(page / columns) * height, (page % columns) * width];
      labels.push(label);
      for (let row = top; row < top + height; row++)
        for (let column = left; column < left + width; column++)
          pixels.push(sheet[row * columns * width + column] / 255);
    }
  }
  const shape = [1, height, width];
  const x = Float32Array.from(pixels);
  return { shape, labels, x, data: arrays({ x, y: labels }, { shapes: { x: shape }, classNames: kinds }) };
}
