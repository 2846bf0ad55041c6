/** Pictures of pages, paper white. */
import { constant, evaluate } from "lossmith/ops";
import sharp from "sharp";
import { kinds } from "./pages.mjs";

/** Rows of images side by side, each pixel twice as wide. */
async function save(file, rows, [, height, width]) {
  if (file === undefined) return;
  const [gap, columns] = [4, Math.max(...rows.map((row) => row.length))];
  const [wide, high] = [columns * (width + gap) + gap, rows.length * (height + gap) + gap];
  const sheet = Buffer.alloc(wide * high, 150);
  rows.forEach((row, i) => {
    row.forEach((page, j) => {
      page.forEach((ink, at) => {
        const [y, x] = [gap + i * (height + gap) + Math.floor(at / width), gap + j * (width + gap) + (at % width)];
        sheet[y * wide + x] = Math.round(255 * (1 - Math.min(1, Math.max(0, ink))));
      });
    });
  });
  await sharp(sheet, { raw: { width: wide, height: high, channels: 1 } })
    .resize(wide * 2, high * 2, { kernel: "nearest" })
    .png({ palette: true, colours: 16 })
    .toFile(file);
}

const pageAt = ({ x, shape }, i) => {
  const size = shape.reduce((a, b) => a * b);
  return Array.from(x.subarray(i * size, (i + 1) * size));
};

/** Every few pages of a kind in the order of the data: near ones are often of one document. */
function some({ labels }, label, count) {
  const own = labels.flatMap((each, i) => (each === label ? [i] : []));
  return Array.from({ length: Math.min(count, own.length) }, (_, i) => own[Math.floor((i * own.length) / count)]);
}

/** Eight pages of each kind. */
export async function drawPages(file, data) {
  await save(
    file,
    kinds.map((_, label) => some(data, label, 8).map((i) => pageAt(data, i))),
    data.shape,
  );
}

/** Pages as they are, and below them what each layer makes of them in training. */
export async function drawAugmented(file, data, layers) {
  const picked = kinds.flatMap((_, label) => some(data, label, 2));
  const given = picked.map((i) => pageAt(data, i));
  const x = constant(given.flat(), { shape: [given.length, ...data.shape], dtype: "float32" });
  const context = { weights: {}, training: true, seed: constant(7, { dtype: "int64" }), stream: 1, sharedStream: 1 };
  const values = await evaluate(layers.map((layer) => layer.call([x], context)));
  const size = given[0].length;
  const rows = await Promise.all(
    values.map(async (value) => {
      const numbers = await value.numbers();
      return given.map((_, i) => Array.from(numbers.slice(i * size, (i + 1) * size)));
    }),
  );
  await save(file, [given, ...rows], data.shape);
}
