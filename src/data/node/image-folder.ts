import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { ArgumentError, DataError } from "../../core/errors.ts";
import type { Dataset } from "../dataset.ts";
import { checkIndices } from "../memory.ts";
import { checkFolder } from "./files.ts";
import { type ImageOptions, imageExtensions, imageSize, loadImage } from "./image.ts";

export interface ImageFolderOptions extends ImageOptions {
  /** Pixels: one number for squares, or [height, width]. Default: the size of the first image, which all must then have. */
  readonly size?: number | readonly [height: number, width: number];
  /** 1: grey, 3: red, green, blue. Default 3. */
  readonly channels?: 1 | 3;
  /** Decoded images are kept in memory up to this many bytes. Default 256 MiB; 0: decode anew every epoch. */
  readonly cacheBytes?: number;
}

/**
 * Images on disk, one sub-folder per class: `cats/1.jpg`, `dogs/7.png`. Classes are the sub-folders sorted by name; hidden
 * files and other kinds of file are passed over. x: uint8 [channels, height, width], scaled to 0 .. 1 in the graph;
 * y: the class. Images are decoded when a batch needs them, in threads of their own.
 * @throws FileError for a missing folder; DataError for a folder without classes, a class without images, images of
 *   different size where none is given, and, when its batch comes, a file that is no image
 */
export async function imageFolder(
  folder: string,
  { size, channels = 3, cacheBytes = 2 ** 28, ...options }: ImageFolderOptions = {},
): Promise<Dataset> {
  if (channels !== 1 && channels !== 3)
    throw new ArgumentError("imageFolder: channels", { expected: "1 or 3", got: `${channels}` });
  const { classNames, files, labels } = await listImages(folder);
  const [height, width] = size === undefined ? await commonSize(files) : typeof size === "number" ? [size, size] : size;
  if (![height, width].every((pixels) => Number.isInteger(pixels) && pixels > 0))
    throw new ArgumentError("imageFolder: size", { expected: "whole numbers above 0", got: `${height} x ${width}` });
  const shape = [channels, height, width];
  const bytes = channels * height * width;
  const cache = new Map<number, Uint8Array>();

  async function pixelsOf(index: number): Promise<Uint8Array> {
    const kept = cache.get(index);
    if (kept !== undefined) return kept;
    const pixels = await loadImage(files[index] as string, { ...options, shape });
    if ((cache.size + 1) * bytes <= cacheBytes) cache.set(index, pixels);
    return pixels;
  }

  return {
    size: files.length,
    classNames,
    fields: {
      x: { shape, dtype: "uint8", rescale: { scale: 1 / 255, offset: 0 } },
      y: { shape: [], dtype: "int64", classes: classNames.length },
    },
    async fill(indices, { x, y }) {
      checkIndices(indices, files.length);
      const rows = Array.from(indices);
      if (y !== undefined)
        for (const [i, index] of rows.entries()) y[i] = BigInt(labels[index] as number) as bigint & number;
      if (x === undefined) return;
      await Promise.all(rows.map(async (index, i) => (x as Uint8Array).set(await pixelsOf(index), i * bytes)));
    },
  };
}

/**
 * Names of the sub-folders, one a class, sorted by code point: the same on every machine, whatever its language.
 * @param what they hold, for errors
 */
export async function classFolders(folder: string, what: string): Promise<string[]> {
  await checkFolder(folder);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
  if (names.length === 0)
    throw new DataError(folder, {
      expected: `one sub-folder of ${what} per class`,
      got: entries.length === 0 ? "an empty folder" : `${entries.length} files and no sub-folder`,
      fix: `sort the ${what} into sub-folders named after their classes`,
    });
  return names;
}

async function listImages(folder: string): Promise<{ classNames: string[]; files: string[]; labels: number[] }> {
  const classNames = await classFolders(folder, "images");
  const files: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of classNames.entries()) {
    const path = join(folder, name);
    await checkFolder(path);
    const images = (await readdir(path))
      .filter((file) => !file.startsWith(".") && imageExtensions.has(extname(file).toLowerCase()))
      .sort();
    if (images.length === 0)
      throw new DataError(path, {
        expected: `images of class "${name}" (${[...imageExtensions].join(", ")})`,
        got: "none",
        fix: "add some or remove the folder",
      });
    for (const image of images) {
      files.push(join(path, image));
      labels.push(label);
    }
  }
  return { classNames, files, labels };
}

/** The size all images have. Headers only are read, a few files at a time. */
async function commonSize(files: readonly string[]): Promise<readonly [number, number]> {
  const [height, width] = await imageSize(files[0] as string);
  for (let from = 1; from < files.length; from += 64) {
    const part = files.slice(from, from + 64);
    const sizes = await Promise.all(part.map(imageSize));
    const odd = sizes.findIndex((size) => size[0] !== height || size[1] !== width);
    if (odd >= 0)
      throw new DataError(part[odd] as string, {
        expected: `an image of ${height} x ${width} pixels, like the first`,
        got: sizes[odd]?.join(" x ") ?? "",
        fix: "give imageFolder a size to bring all images to (on the command line: --image-size 64)",
      });
  }
  return [height, width];
}
