/**
 * Emoji in three drawing styles, with their names, groups and keywords: Noto (Apache-2.0), Twemoji (CC BY 4.0) and Fluent (MIT), as
 * the @iconify-json packages hold them; keywords by emojilib (MIT).
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import sharp from "sharp";

const require = createRequire(import.meta.url);
const load = (file) => JSON.parse(readFileSync(require.resolve(file), "utf8"));

/** Names of the styles. */
export const styles = ["noto", "twemoji", "fluent-emoji-flat"];

/**
 * The emoji that every style has, in the order of their names; no variants by skin tone.
 * @returns objects of `name` ("red-apple"), `group` ("Food & Drink"; "Other" where there is none) and `keywords` (words; may be empty)
 */
export function emojiList() {
  const sets = styles.map((style) => load(`@iconify-json/${style}/icons.json`).icons);
  const { categories } = load("@iconify-json/noto/metadata.json");
  const groups = new Map(Object.entries(categories).flatMap(([group, names]) => names.map((name) => [name, group])));
  const keywords = new Map(
    Object.entries(load("emojilib/dist/emoji-en-US.json")).map(([emoji, words]) => [codes(emoji), words.slice(1)]),
  );
  const written = new Map(
    Object.entries(load("@iconify-json/noto/chars.json")).map(([hex, name]) => [name, hex.replaceAll("-fe0f", "")]),
  );
  return Object.keys(sets[0])
    .filter((name) => sets.every((set) => name in set) && !/skin-tone/.test(name))
    .sort()
    .map((name) => ({
      name,
      group: groups.get(name) ?? "Other",
      keywords: keywords.get(written.get(name)) ?? [],
    }));
}

/** An emoji's code points as chars.json writes them. */
function codes(emoji) {
  return [...emoji]
    .map((part) => part.codePointAt(0).toString(16))
    .filter((hex) => hex !== "fe0f")
    .join("-");
}

/**
 * Drawings as pixels.
 * @param names names of emojiList()
 * @param style one of styles
 * @param size width and height in pixels
 * @returns bytes [names.length, size, size, 4]: red, green, blue and opacity
 */
export async function emojiDrawings(names, style, size) {
  const { icons, width = 16, height = width } = load(`@iconify-json/${style}/icons.json`);
  const bytes = new Uint8Array(names.length * size * size * 4);
  for (const [at, name] of names.entries()) {
    const { body, width: w = width, height: h = height } = icons[name];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${w} ${h}">${body}</svg>`;
    bytes.set(await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer(), at * size * size * 4);
  }
  return bytes;
}
