import { availableParallelism } from "node:os";
import { DataError } from "../../core/errors.ts";
import { runFfmpeg } from "./ffmpeg.ts";
import { readBytes } from "./files.ts";
import type { ImageOptions } from "./image.ts";

/** Part of a video file. */
export interface VideoPart {
  readonly file: string;
  /** Number of its first frame. */
  readonly start: number;
}

export interface VideoOptions extends Required<ImageOptions> {
  readonly frames: number;
  readonly stride: number;
  /** Shape of one frame. */
  readonly channels: 1 | 3;
  readonly height: number;
  readonly width: number;
  readonly ffmpeg: string;
}

/**
 * Files that one process reads. Starting a process takes longer than reading a small clip: 32 clips of 16 frames took 0.2 s in
 * one process and 3.2 s in one each.
 */
const mostFiles = 32;

/**
 * Decodes parts of video files, several in a process and a process on each core.
 * @returns for each [frames, height, width, channels], bytes
 * @throws FileError for a missing file; DataError naming a file that is no video, is damaged or too short, or where ffmpeg is missing
 */
export async function decodeVideos(parts: readonly VideoPart[], options: VideoOptions): Promise<Uint8Array[]> {
  const each = Math.min(mostFiles, Math.ceil(parts.length / availableParallelism()));
  const groups = Array.from({ length: Math.ceil(parts.length / each) }, (_, i) =>
    parts.slice(i * each, (i + 1) * each),
  );
  return (await Promise.all(groups.map((group) => decodeGroup(group, options)))).flat();
}

async function decodeGroup(parts: readonly VideoPart[], options: VideoOptions): Promise<Uint8Array[]> {
  const { frames, channels, height, width, ffmpeg } = options;
  const bytes = frames * channels * height * width;
  const { code, output, complaints } = await runFfmpeg(ffmpeg, argumentsFor(parts, options));
  if (code === 0 && output.length === parts.length * bytes)
    return parts.map((_, i) => output.subarray(i * bytes, (i + 1) * bytes));
  const [first, ...others] = parts as [VideoPart, ...VideoPart[]];
  if (others.length === 0) throw await undecodable(first, options, code === 0 ? output.length : undefined, complaints);
  // One of them is to blame: which one shows when each is read alone.
  const alone: Uint8Array[] = [];
  for (const part of parts) alone.push(...(await decodeGroup([part], options)));
  return alone;
}

/** The chosen frames of each file, brought to one size, one file after another. */
function argumentsFor(parts: readonly VideoPart[], options: VideoOptions): string[] {
  const { frames, stride, channels, height, width, fit, background } = options;
  const size = `${width}:${height}`;
  const sizing = {
    cover: `scale=${size}:force_original_aspect_ratio=increase,format=${pixels(channels)},crop=${size}`,
    contain: `scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:(ow-iw)/2:(oh-ih)/2:color=${background}`,
    fill: `scale=${size}`,
  }[fit];
  const chains = parts.map(({ start }, i) => {
    const end = start + (frames - 1) * stride + 1;
    // Frames are counted, not timed: without times of their own none is dropped or doubled.
    const chosen = `trim=start_frame=${start}:end_frame=${end},select='not(mod(n,${stride}))',settb=1/25,setpts=N`;
    return `[${i}:v:0]${chosen},${sizing},setsar=1,format=${pixels(channels)}[v${i}]`;
  });
  const joined = parts.map((_, i) => `[v${i}]`).join("");
  return [
    "-xerror", // damaged frames are errors, not grey blocks
    // "file:", or a name such as "concat:..." would be a protocol.
    ...parts.flatMap(({ file }) => ["-threads", "1", "-i", `file:${file}`]),
    ...["-filter_complex_threads", "1", "-filter_complex"],
    [...chains, `${joined}concat=n=${parts.length}[out]`].join(";"),
    ...["-map", "[out]", "-r", "25", "-f", "rawvideo", "pipe:1"],
  ];
}

const pixels = (channels: 1 | 3): string => (channels === 1 ? "gray" : "rgb24");

async function undecodable(
  { file, start }: VideoPart,
  { frames, stride, channels, height, width }: VideoOptions,
  got: number | undefined,
  complaints: readonly string[],
): Promise<DataError> {
  const { length } = await readBytes(file); // a missing file has an error of its own
  if (got === undefined) {
    const words = complaints
      .at(-1)
      ?.replaceAll(`file:${file}`, "")
      .replace(/^[:\s]+/, "");
    return new DataError(file, {
      expected: "a video",
      got: length === 0 ? "an empty file" : `${length} bytes that do not decode (${words})`,
      fix: "replace or remove the file",
    });
  }
  const found = got / (channels * height * width);
  return new DataError(file, {
    expected: `${frames} frames from number ${start}${stride === 1 ? "" : `, one in ${stride}`}`,
    got: `${found}`,
    fix: "lower frames, stride or start, or remove the file",
  });
}
