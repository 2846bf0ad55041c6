import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { type DType, type TypedArray, toNumbers } from "../../core/dtype.ts";
import { ArgumentError, FileError, ShapeError } from "../../core/errors.ts";
import { type Shape, shapeText, sizeOf } from "../../core/shape.ts";

/** Images as a model predicts them (a `Value`), or plain numbers with their shape. */
export interface ImageBatch {
  /** [images, channels, height, width] with 1 or 3 channels, or [images, height, width]. */
  readonly shape: Shape;
  readonly data: TypedArray | readonly number[];
  readonly dtype?: DType;
}

export interface SaveImagesOptions {
  /** Images in a row. Default: as many as make the picture about square. */
  readonly columns?: number;
  /** Pixels each pixel becomes. Default 1. */
  readonly scale?: number;
  /** Pixels between images. Default 2. */
  readonly gap?: number;
  /** Numbers drawn black and white; default 0 and 1, for bytes 0 and 255. Those outside are clipped. */
  readonly range?: readonly [black: number, white: number];
  /** Brightness between images, 0 to 255. Default 255. */
  readonly background?: number;
}

/**
 * Writes images side by side into one picture, row by row: `saveImages("samples.png", await decoder.predict(z))`.
 * @param file ends in .png, .webp or .jpg
 * @throws ShapeError for what is no images, ArgumentError for an option out of range, FileError when it cannot be written
 */
export async function saveImages(file: string, images: ImageBatch, options: SaveImagesOptions = {}): Promise<void> {
  const { count, channels, height, width } = layout(images.shape);
  const bytes = toBytes("saveImages", images, options.range);
  const { columns = Math.ceil(Math.sqrt(count)), scale = 1, gap = 2, background = 255 } = options;
  for (const [name, value, least] of [
    ["columns", columns, 1],
    ["scale", scale, 1],
    ["gap", gap, 0],
  ] as const)
    if (!(Number.isInteger(value) && value >= least))
      throw new ArgumentError("saveImages", { expected: `${name}: a whole number from ${least}`, got: String(value) });
  if (![".png", ".webp", ".jpg", ".jpeg"].includes(extname(file).toLowerCase()))
    throw new ArgumentError("saveImages", { expected: "a file that ends in .png, .webp or .jpg", got: file });
  const rows = Math.ceil(count / columns);
  const [cellWidth, cellHeight] = [width * scale + gap, height * scale + gap];
  const full = { width: columns * cellWidth - gap, height: rows * cellHeight - gap };
  const pixels = new Uint8Array(full.width * full.height * channels).fill(background);
  for (let i = 0; i < count; i++) {
    const [left, top] = [(i % columns) * cellWidth, Math.floor(i / columns) * cellHeight];
    for (let y = 0; y < height * scale; y++)
      for (let x = 0; x < width * scale; x++)
        for (let c = 0; c < channels; c++) {
          const from = ((i * channels + c) * height + Math.floor(y / scale)) * width + Math.floor(x / scale);
          pixels[((top + y) * full.width + left + x) * channels + c] = bytes[from] as number;
        }
  }
  const { default: sharp } = await import("sharp"); // slow to load, and many need no images
  const raw = { ...full, channels: channels as 1 | 3 };
  const picture = sharp(pixels, { raw });
  const name = extname(file).toLowerCase();
  const encoded = await (name === ".webp"
    ? picture.webp({ lossless: true })
    : name === ".png"
      ? picture.png({ compressionLevel: 9, palette: channels === 1 })
      : picture.jpeg({ quality: 90 })
  ).toBuffer();
  await writeFile(file, encoded).catch((cause: unknown) => {
    throw new FileError(file, { expected: "a file that can be written", got: (cause as Error).message }, { cause });
  });
}

/** Numbers as bytes, clipped; a NaN is black. @throws ShapeError when they do not fill the shape, ArgumentError for an empty range */
export function toBytes(
  where: string,
  { shape, data, ...rest }: ImageBatch,
  range?: readonly [black: number, white: number],
): Uint8Array {
  const dtype = rest.dtype ?? (data instanceof Uint8Array ? "uint8" : "float32");
  const numbers = Array.isArray(data) ? data : toNumbers(dtype, data as TypedArray);
  if (numbers.length !== sizeOf(shape))
    throw new ShapeError(where, {
      expected: `${sizeOf(shape)} numbers for ${shapeText(shape)}`,
      got: `${numbers.length}`,
    });
  const [black, white] = range ?? (dtype === "uint8" ? [0, 255] : [0, 1]);
  if (!(Number.isFinite(white - black) && white !== black))
    throw new ArgumentError(where, { expected: "range: two different numbers", got: `${black}, ${white}` });
  return Uint8Array.from(numbers as ArrayLike<number>, (number) => {
    const level = (number - black) / (white - black);
    return Math.round(255 * Math.min(1, Math.max(0, level))) || 0;
  });
}

function layout(shape: Shape): { count: number; channels: number; height: number; width: number } {
  const [count, ...image] = shape;
  const [channels, height, width] = image.length === 2 ? [1, ...image] : image;
  const sound = (image.length === 2 || image.length === 3) && (channels === 1 || channels === 3);
  if (!sound || count === undefined || count < 1 || height === undefined || width === undefined)
    throw new ShapeError("saveImages", {
      expected: "[images, 1 or 3 channels, height, width] or [images, height, width]",
      got: shapeText(shape),
    });
  return { count, channels: channels as number, height, width };
}
