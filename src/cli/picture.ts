import { mkdir } from "node:fs/promises";
import { dirname, extname } from "node:path";
import sharp from "sharp";
import { fileError, writeAtomically } from "../training/files/node/atomic.ts";
import { UsageError } from "./usage.ts";

const kinds = [".svg", ".png"];
const kindOf = (file: string): string => extname(file).toLowerCase();

/** @throws UsageError for a file that is neither an SVG nor a PNG by its name */
export function checkPictureName(file: string): void {
  if (!kinds.includes(kindOf(file)))
    throw new UsageError(`--out: expected a file that ends in .svg or .png, got "${file}"`);
}

/** Writes a drawing as what the file's name says, in a folder that is made. @throws FileError */
export async function writePicture(file: string, svg: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true }).catch((cause: unknown) => {
    throw fileError(file, "a folder to write to", cause);
  });
  // Twice the pixels: pictures are looked at on dense screens.
  const contents = kindOf(file) === ".svg" ? svg : await sharp(Buffer.from(svg), { density: 144 }).png().toBuffer();
  await writeAtomically(file, contents);
}
