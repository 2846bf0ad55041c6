/**
 * Renders the drawings of Debian's package openclipart-svg (public domain) whose titles and tags have words that the emoji know:
 * drawings/1.png and so on, drawings side by side at 32 by 32 pixels over white, and drawings/captions.json, which says what each is.
 * Debian 12: apt-get install openclipart-svg, or unpack it. Run as: node examples/clip/make-drawings.mjs [FOLDER]
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DOMParser } from "linkedom";
import sharp from "sharp";
import { wordsOf } from "../lib/clip-art.mjs";
import { emojiList } from "../lib/emoji.mjs";

const source = process.argv[2] ?? "/usr/share/openclipart/svg";
const target = fileURLToPath(new URL("drawings/", import.meta.url));
const [size, columns, perSheet, most] = [32, 25, 500, 2000];
/** No icons of programs, arrows, playing cards, samples of patterns or duplicates; of the signs, flags and weather. */
const folders =
  /^(animals|buildings|decorations|education|electronics|food|geography|office|people|plants|recreation|science|signs_and_symbols.(flags|weather|clocks|money)|tools|transportation|containers)\b(?!.(games.cards|aiga-symbols|roadsigns|flags.semaphore|flags.nautical))/;

/** Title and tags of a drawing in the public domain, else nothing. */
function described(file) {
  const document = new DOMParser().parseFromString(readFileSync(join(source, file), "utf8"), "text/xml");
  const work = document.getElementsByTagName("cc:Work")[0];
  const licence = work?.getElementsByTagName("cc:license")[0]?.getAttribute("rdf:resource") ?? "";
  if (!/publicdomain$/i.test(licence)) return undefined;
  const subject = work.getElementsByTagName("dc:subject")[0];
  const text = (node) => node?.textContent.trim() ?? "";
  const titles = [...work.children].filter(({ tagName }) => tagName.toLowerCase() === "dc:title");
  const title = text(titles[0]);
  const tags = [...(subject?.getElementsByTagName("rdf:li") ?? [])].map(text).filter((tag) => !/^hash|^$/.test(tag));
  // Titles of collections say nothing of the drawing; the file's name, less its author, often does.
  const own = /clipart by|collection|theme|symbol_signs|road signs/i.test(title) ? basename(file, ".svg") : title;
  return { title: wordsOf(own), tags: [...new Set(tags.flatMap(wordsOf))] };
}

async function rendered(file) {
  try {
    const large = await sharp(join(source, file), { density: 96, limitInputPixels: 1e8 })
      .resize(256, 256, { fit: "inside" })
      .ensureAlpha()
      .trim({ background: "#ffffff00", threshold: 4 })
      .toBuffer();
    return await sharp(large)
      .resize(size, size, { fit: "contain", background: "#ffffff00" })
      .flatten({ background: "#ffffff" })
      .removeAlpha()
      .raw()
      .toBuffer();
  } catch {
    return undefined; // a few use what librsvg does not know
  }
}

const known = new Set(
  emojiList().flatMap(({ name, keywords }) => [...name.split("-"), ...keywords.flatMap((each) => wordsOf(each))]),
);
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".svg") && folders.test(file))
  .sort();
const [drawings, seen, titles] = [[], new Set(), new Map()];
for (const file of files) {
  const caption = described(file);
  if (caption === undefined) continue;
  const { title, tags } = caption;
  const uses = titles.get(title.join(" ")) ?? 0;
  if (![...title, ...tags].some((word) => known.has(word)) || uses >= 4) continue;
  const pixels = await rendered(file);
  if (pixels === undefined || seen.has(pixels.toString("latin1"))) continue;
  const dark = pixels.reduce((sum, value) => sum + (value < 200), 0) / pixels.length;
  if (dark < 0.03) continue; // little more than white
  seen.add(pixels.toString("latin1"));
  titles.set(title.join(" "), uses + 1);
  drawings.push({ file, title, tags: tags.filter((word) => !title.includes(word)), pixels });
}
console.log(`${files.length} files, ${drawings.length} drawings with a known word`);
const every = Math.max(1, drawings.length / most);
const kept = Array.from({ length: Math.min(most, drawings.length) }, (_, i) => drawings[Math.floor(i * every)]);

mkdirSync(target, { recursive: true });
for (let first = 0; first < kept.length; first += perSheet) {
  const some = kept.slice(first, first + perSheet);
  const rows = Math.ceil(some.length / columns);
  const sheet = new Uint8Array(rows * columns * size * size * 3).fill(255);
  for (const [i, { pixels }] of some.entries())
    for (let row = 0; row < size; row++) {
      const at = ((Math.floor(i / columns) * size + row) * columns + (i % columns)) * size * 3;
      sheet.set(pixels.subarray(row * size * 3, (row + 1) * size * 3), at);
    }
  await sharp(sheet, { raw: { width: columns * size, height: rows * size, channels: 3 } })
    .png({ palette: true, colours: 64, dither: 0, effort: 10 })
    .toFile(join(target, `${first / perSheet + 1}.png`));
}
const lines = kept.map(({ file, title, tags }) => `  ${JSON.stringify({ file, title, tags })}`).join(",\n");
writeFileSync(
  join(target, "captions.json"),
  `{ "size": ${size}, "columns": ${columns}, "perSheet": ${perSheet}, "drawings": [\n${lines}\n] }\n`,
);
