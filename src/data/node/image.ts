import { ArgumentError, DataError } from "../../core/errors.ts";
import { type Shape, shapeText } from "../../core/shape.ts";
import { readBytes } from "./files.ts";

/** How an image becomes pixels of a fixed size. */
export interface ImageOptions {
  /** What of the picture stays when its proportions differ: crop ("cover"), pad ("contain") or stretch ("fill"). Default "cover". */
  readonly fit?: "cover" | "contain" | "fill";
  /** Colour behind transparent parts and of padding, as in CSS. Default "white". */
  readonly background?: string;
}

/** Endings of files that are images. */
export const imageExtensions: ReadonlySet<string> = new Set([".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".tif", ".tiff", ".svg"]); // biome-ignore format: a list

/**
 * Decodes an image file (PNG, JPEG, WebP, AVIF, GIF, TIFF, SVG) to bytes [channels, height, width], turned upright by its
 * EXIF orientation. `shape` is that of one example of a network's input: `predict(await loadImage("cat.jpg", { shape: [3, 64, 64] }))`.
 * @throws FileError for a missing file; DataError naming a file that is no image; ArgumentError for an impossible shape
 */
export async function loadImage(
  file: string,
  { shape, fit = "cover", background = "white" }: ImageOptions & { readonly shape: Shape },
): Promise<Uint8Array> {
  const [channels, height, width] = shape;
  const sound = shape.length === 3 && (channels === 1 || channels === 3) && height !== undefined && width !== undefined;
  if (!(sound && Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0))
    throw new ArgumentError("loadImage", {
      expected: "a shape [1 or 3 channels, height, width]",
      got: shapeText(shape),
      fix: shape.length === 3 && (width === 1 || width === 3) ? "channels come first" : "use the shape of the input",
    });
  const bytes = await readBytes(file);
  try {
    const { default: sharp } = await import("sharp"); // slow to load, and many need no images
    const { data, info } = await sharp(bytes, { failOn: "error" })
      .autoOrient()
      .resize(width, height, { fit, background })
      .flatten({ background })
      .toColourspace(channels === 1 ? "b-w" : "srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return planar(data, channels, info.channels);
  } catch (cause) {
    throw notAnImage(file, bytes, cause);
  }
}

/** Height and width of an image file, upright; reads its header only. @throws as loadImage */
export async function imageSize(file: string): Promise<readonly [height: number, width: number]> {
  try {
    const { default: sharp } = await import("sharp");
    const { autoOrient } = await sharp(file).metadata();
    return [autoOrient.height, autoOrient.width];
  } catch (cause) {
    throw notAnImage(file, await readBytes(file), cause);
  }
}

/** From pixel by pixel to channel by channel. */
function planar(data: Uint8Array, channels: number, stride: number): Uint8Array {
  const size = data.length / stride;
  const out = new Uint8Array(size * channels);
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < size; i++) out[channel * size + i] = data[i * stride + channel] as number;
  return out;
}

function notAnImage(file: string, bytes: Uint8Array, cause: unknown): DataError {
  const reason = cause instanceof Error ? (cause.message.split("\n")[0] as string) : String(cause);
  const got = bytes.length === 0 ? "an empty file" : `${bytes.length} bytes that do not decode (${reason})`;
  return new DataError(file, { expected: "an image", got, fix: "replace or remove the file" }, { cause });
}
