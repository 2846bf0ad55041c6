import { mkdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { ArgumentError, FileError, ShapeError } from "../../core/errors.ts";
import { shapeText } from "../../core/shape.ts";
import { runFfmpeg } from "./ffmpeg.ts";
import { type ImageBatch, toBytes } from "./save-images.ts";

export interface SaveVideoOptions {
  /** Frames a second. Default 25. */
  readonly frameRate?: number;
  /** Numbers drawn black and white; default 0 and 1, for bytes 0 and 255. Those outside are clipped. */
  readonly range?: readonly [black: number, white: number];
  /** H.264's constant rate factor: 0 loses nothing, 51 the most. Default 18. */
  readonly quality?: number;
  /** Name or path of the program that writes video files. Default "ffmpeg". */
  readonly ffmpeg?: string;
}

/**
 * Writes a clip [channels, frames, height, width] (1 or 3 channels) as `clips` reads it: as H.264 into a file that ends in .mp4, .mkv
 * or .mov, by ffmpeg; else as numbered PNG images into a folder of that name.
 * @throws ShapeError for what is no clip, ArgumentError for an option out of range, DataError where ffmpeg is missing, FileError when
 *   it cannot be written
 */
export async function saveVideo(path: string, clip: ImageBatch, options: SaveVideoOptions = {}): Promise<void> {
  const { frameRate = 25, quality = 18, ffmpeg = "ffmpeg" } = options;
  const [channels, frames, height, width] = clip.shape as readonly [number, number, number, number];
  if (clip.shape.length !== 4 || (channels !== 1 && channels !== 3))
    throw new ShapeError("saveVideo", {
      expected: "a clip [1 or 3 channels, frames, height, width]",
      got: shapeText(clip.shape),
    });
  if (!(Number.isFinite(frameRate) && frameRate > 0))
    throw new ArgumentError("saveVideo", { expected: "frameRate: a number above 0", got: `${frameRate}` });
  if (!(Number.isInteger(quality) && quality >= 0 && quality <= 51))
    throw new ArgumentError("saveVideo", { expected: "quality: a whole number from 0 to 51", got: `${quality}` });
  const ending = extname(path).toLowerCase();
  if (!["", ".mp4", ".mkv", ".mov"].includes(ending))
    throw new ArgumentError("saveVideo", {
      expected: "a file that ends in .mp4, .mkv or .mov, or a folder",
      got: path,
    });
  const pixels = channelsLast(toBytes("saveVideo", clip, options.range), channels);
  if (ending === "") return await saveFrames(path, pixels, { channels, frames, height, width });
  // Colour at half the resolution is what every player shows; it needs even sides.
  const format = height % 2 === 0 && width % 2 === 0 ? "yuv420p" : "yuv444p";
  const { code, complaints } = await runFfmpeg(
    ffmpeg,
    [
      ...["-f", "rawvideo", "-pix_fmt", channels === 1 ? "gray" : "rgb24", "-s", `${width}x${height}`],
      ...["-framerate", `${frameRate}`, "-i", "pipe:0"],
      ...["-c:v", "libx264", "-crf", `${quality}`, "-threads", "1", "-pix_fmt", format, "-y", `file:${path}`],
    ],
    pixels,
  );
  if (code !== 0) throw new FileError(path, { expected: "a file that ffmpeg can write", got: complaints.join(" ") });
}

async function saveFrames(
  folder: string,
  pixels: Uint8Array,
  { channels, frames, height, width }: { channels: 1 | 3; frames: number; height: number; width: number },
): Promise<void> {
  const { default: sharp } = await import("sharp"); // slow to load, and many need no images
  const size = channels * height * width;
  const digits = `${frames - 1}`.length;
  try {
    await mkdir(folder, { recursive: true });
    await Promise.all(
      Array.from({ length: frames }, (_, frame) =>
        sharp(pixels.subarray(frame * size, (frame + 1) * size), { raw: { width, height, channels } })
          .png()
          .toFile(join(folder, `${`${frame}`.padStart(digits, "0")}.png`)),
      ),
    );
  } catch (cause) {
    throw new FileError(folder, { expected: "a folder that can be written", got: (cause as Error).message }, { cause });
  }
}

/** From channel by channel to pixel by pixel. */
function channelsLast(planes: Uint8Array, channels: number): Uint8Array {
  const size = planes.length / channels;
  const out = new Uint8Array(planes.length);
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < size; i++) out[i * channels + channel] = planes[channel * size + i] as number;
  return out;
}
