import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { ArgumentError, DataError } from "../../core/errors.ts";
import type { Dataset } from "../dataset.ts";
import { checkIndices } from "../memory.ts";
import { decodeVideos, type VideoOptions } from "./decode-video.ts";
import { requireFfmpeg } from "./ffmpeg.ts";
import { checkFolder, readableStat } from "./files.ts";
import { type ImageOptions, imageExtensions, loadImage } from "./image.ts";
import { classFolders } from "./image-folder.ts";

/** A clip: a video file, or a folder of images in the order of their names. */
export interface ClipSource {
  readonly path: string;
  /** Name of its class. All clips of a list have one, or none. */
  readonly className?: string;
  /** Number of its first frame: several entries may be of one file. Default: the option. */
  readonly start?: number;
}

export interface ClipOptions extends ImageOptions {
  /** Pixels: one number for squares, or [height, width]. */
  readonly size: number | readonly [height: number, width: number];
  /** Frames in a clip. Default 16. */
  readonly frames?: number;
  /** Every how many frames one is taken. Default 1. */
  readonly stride?: number;
  /** Number of the first frame; several: a clip from each. Frames of a file before it are decoded and dropped. Default 0. */
  readonly start?: number | readonly number[];
  /** 1: grey, 3: red, green, blue. Default 3. */
  readonly channels?: 1 | 3;
  /** Decoded clips are kept in memory up to this many bytes. Default 256 MiB; 0: decode anew every epoch. */
  readonly cacheBytes?: number;
  /** Name or path of the program that reads video files. Default "ffmpeg". */
  readonly ffmpeg?: string;
}

interface Clip {
  readonly path: string;
  readonly start: number;
  readonly className: string | undefined;
  /** Images of a folder; undefined for a video file. */
  readonly images: readonly string[] | undefined;
}

const videoExtensions = new Set([".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".mpg", ".mpeg", ".ogv", ".wmv", ".gif"]); // biome-ignore format: a list

/**
 * Video clips: a folder with a sub-folder per class (`jump/1.mp4`, `run/7.webm`, or folders of images such as `run/8/001.png`), or a
 * list of such files and folders. Video files are read by ffmpeg, which must be installed for them; images by sharp. Folders of
 * images are in the order of the numbers in their names. x: uint8 [channels, frames, height, width], as conv3d takes it, scaled to
 * 0 .. 1 in the graph; y: the class, unless a list names none. Clips are decoded when a batch needs them, by processes and threads of
 * their own while a training step runs.
 * @throws ArgumentError for an option out of range; FileError for what is missing; DataError for a folder without classes or clips,
 *   video files where ffmpeg is not installed, and, when its batch comes, a file that does not decode or is too short
 */
export async function clips(
  source: string | readonly (string | ClipSource)[],
  { size, frames = 16, stride = 1, start = 0, channels = 3, cacheBytes = 2 ** 28, ...options }: ClipOptions,
): Promise<Dataset> {
  if (channels !== 1 && channels !== 3)
    throw new ArgumentError("clips: channels", { expected: "1 or 3", got: `${channels}` });
  const [height, width] = typeof size === "number" ? [size, size] : size;
  for (const [
    name,
    value,
    least,
  ] of [["height", height, 1], ["width", width, 1], ["frames", frames, 1], ["stride", stride, 1]] as const) // biome-ignore format: a table
    if (!(Number.isInteger(value) && value >= least))
      throw new ArgumentError(`clips: ${name}`, { expected: `a whole number from ${least}`, got: `${value}` });
  const { fit = "cover", background = "white", ffmpeg = "ffmpeg" } = options;
  const decoding: VideoOptions = { frames, stride, channels, height, width, fit, background, ffmpeg };
  const starts = typeof start === "number" ? [start] : start;
  const listed = typeof source === "string" ? await listFolder(source) : source;
  const all = (await Promise.all(listed.map((entry) => clipsOf(entry, starts)))).flat();
  if (all.length === 0) throw new DataError("clips", { expected: "at least one clip", got: "an empty list" });
  for (const { path, images, start: from } of all)
    if (images !== undefined && from + (frames - 1) * stride >= images.length)
      throw new DataError(path, {
        expected: `${frames} images from number ${from}${stride === 1 ? "" : `, one in ${stride}`}`,
        got: `${images.length} in all`,
        fix: "lower frames, stride or start, or remove the folder",
      });
  if (all.some(({ images }) => images === undefined)) await requireFfmpeg(ffmpeg);
  const classNames = namesOf(all);
  const labels = all.map(({ className }) => classNames?.indexOf(className as string) ?? 0);

  const shape = [channels, frames, height, width];
  const bytes = frames * channels * height * width;
  const cache = new Map<number, Uint8Array>();

  /** Reads clips that are not kept yet. */
  async function read(indices: readonly number[]): Promise<Map<number, Uint8Array>> {
    const videos = indices.filter((index) => all[index]?.images === undefined);
    const folders = indices.filter((index) => all[index]?.images !== undefined);
    const parts = videos.map((index) => {
      const { path, start: from } = all[index] as Clip;
      return { file: path, start: from };
    });
    const [decoded, loaded] = await Promise.all([
      parts.length === 0 ? [] : decodeVideos(parts, decoding),
      Promise.all(folders.map((index) => readImages(all[index] as Clip, decoding))),
    ]);
    const read = new Map<number, Uint8Array>();
    for (const [i, index] of videos.entries()) read.set(index, channelsFirst(decoded[i] as Uint8Array, channels));
    for (const [i, index] of folders.entries()) read.set(index, loaded[i] as Uint8Array);
    for (const [index, clip] of read) if ((cache.size + 1) * bytes <= cacheBytes) cache.set(index, clip);
    return read;
  }

  return {
    size: all.length,
    ...(classNames === undefined ? {} : { classNames }),
    fields: {
      x: { shape, dtype: "uint8", rescale: { scale: 1 / 255, offset: 0 } },
      ...(classNames === undefined ? {} : { y: { shape: [], dtype: "int64", classes: classNames.length } }),
    },
    async fill(indices, { x, y }) {
      checkIndices(indices, all.length);
      const rows = Array.from(indices);
      if (y !== undefined)
        for (const [i, index] of rows.entries()) y[i] = BigInt(labels[index] as number) as bigint & number;
      if (x === undefined) return;
      const missing = [...new Set(rows.filter((index) => !cache.has(index)))];
      const fresh = missing.length === 0 ? undefined : await read(missing);
      for (const [i, index] of rows.entries())
        (x as Uint8Array).set((cache.get(index) ?? fresh?.get(index)) as Uint8Array, i * bytes);
    },
  };
}

/** Clips of a folder of classes: video files and folders of images; other kinds of file are passed over. */
async function listFolder(folder: string): Promise<ClipSource[]> {
  const found: ClipSource[] = [];
  for (const className of await classFolders(folder, "clips")) {
    const path = join(folder, className);
    await checkFolder(path);
    const entries = (await readdir(path, { withFileTypes: true }))
      .filter(({ name }) => !name.startsWith("."))
      .filter((entry) => entry.isDirectory() || videoExtensions.has(extname(entry.name).toLowerCase()))
      .map(({ name }) => name)
      .sort();
    if (entries.length === 0)
      throw new DataError(path, {
        expected: `clips of class "${className}": folders of images, or ${[...videoExtensions].join(", ")}`,
        got: "none",
        fix: "add some or remove the folder",
      });
    found.push(...entries.map((name) => ({ path: join(path, name), className })));
  }
  return found;
}

async function clipsOf(entry: string | ClipSource, starts: readonly number[]): Promise<Clip[]> {
  const { path, className, start } = typeof entry === "string" ? { path: entry } : entry;
  const wanted = start === undefined ? starts : [start];
  const wrong = wanted.find((each) => !(Number.isInteger(each) && each >= 0));
  if (wrong !== undefined)
    throw new ArgumentError(`clips: start of ${path}`, { expected: "a whole number from 0", got: `${wrong}` });
  const images = (await readableStat(path)).isDirectory() ? await imagesOf(path) : undefined;
  return wanted.map((each) => ({ path, start: each, className, images }));
}

async function imagesOf(folder: string): Promise<string[]> {
  const images = (await readdir(folder))
    .filter((name) => !name.startsWith(".") && imageExtensions.has(extname(name).toLowerCase()))
    .sort(byNumber);
  if (images.length === 0)
    throw new DataError(folder, { expected: `images (${[...imageExtensions].join(", ")})`, got: "none" });
  return images.map((name) => join(folder, name));
}

/** 9.png before 10.png. By rules of one language, so that the order is the same on every machine. */
const byNumber = new Intl.Collator("en", { numeric: true }).compare;

function namesOf(all: readonly Clip[]): string[] | undefined {
  const names = new Set(all.map(({ className }) => className));
  if (names.size === 1 && names.has(undefined)) return undefined;
  const without = all.find(({ className }) => className === undefined);
  if (without !== undefined)
    throw new DataError(without.path, { expected: "a className, as other clips of the list have one", got: "none" });
  return [...(names as Set<string>)].sort();
}

/** [channels, frames, height, width] from a folder of images. */
async function readImages({ images = [], start }: Clip, options: VideoOptions): Promise<Uint8Array> {
  const { frames, stride, channels, height, width, fit, background } = options;
  const plane = height * width;
  const clip = new Uint8Array(channels * frames * plane);
  await Promise.all(
    Array.from({ length: frames }, async (_, frame) => {
      const file = images[start + frame * stride] as string;
      const pixels = await loadImage(file, { shape: [channels, height, width], fit, background });
      for (let channel = 0; channel < channels; channel++)
        clip.set(pixels.subarray(channel * plane, (channel + 1) * plane), (channel * frames + frame) * plane);
    }),
  );
  return clip;
}

/** From pixel by pixel to channel by channel. */
function channelsFirst(pixels: Uint8Array, channels: number): Uint8Array {
  const size = pixels.length / channels;
  // A copy where nothing moves: what is kept must not keep the whole output it lies in.
  if (channels === 1) return pixels.slice();
  const out = new Uint8Array(pixels.length);
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < size; i++) out[channel * size + i] = pixels[i * channels + channel] as number;
  return out;
}
