import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ArgumentError, FileError, ShapeError } from "../../core/errors.ts";
import { Value } from "../../runtime/value.ts";
import { saveImages } from "./save-images.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lossmith-images-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function pixels(file: string): Promise<{ size: string; at: (x: number, y: number) => number[] }> {
  const { data, info } = await sharp(file)
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  return { size: `${info.width}x${info.height}`, at };
}

test("grey images row by row, scaled, with gaps", async () => {
  const file = join(folder, "grey.png");
  const images = Value.of([0, 1, 0.2, 2, 1, 1, 1, 1, -1, Number.NaN, 0, 0], [3, 1, 2, 2]);
  await saveImages(file, images, { columns: 2, scale: 3, gap: 1, background: 128 });
  const { size, at } = await pixels(file);
  expect(size).toBe("13x13");
  expect([at(0, 0), at(5, 2), at(2, 3), at(5, 5)].map(([grey]) => grey)).toEqual([0, 255, 51, 255]);
  expect(at(6, 0)[0]).toBe(128);
  expect(at(7, 0)[0]).toBe(255);
  expect(at(3, 7)[0]).toBe(0);
  expect(at(12, 12)[0]).toBe(128); // no fourth image
});

test("colours come channel by channel; bytes are 0 to 255", async () => {
  const file = join(folder, "colour.png");
  await saveImages(file, { shape: [1, 3, 1, 2], data: Uint8Array.of(255, 0, 0, 128, 0, 64) });
  const { at } = await pixels(file);
  expect([at(0, 0), at(1, 0)]).toEqual([
    [255, 0, 0],
    [0, 128, 64],
  ]);
});

test("what cannot be drawn or written is said", async () => {
  const image = { shape: [1, 1, 1], data: [0] };
  await expect(saveImages("x.png", { shape: [1, 2, 3, 3], data: [0] })).rejects.toThrow(ShapeError);
  await expect(saveImages("x.png", { shape: [2, 1, 1], data: [0] })).rejects.toThrow(ShapeError);
  await expect(saveImages("x.tga", image)).rejects.toThrow(ArgumentError);
  await expect(saveImages("x.png", image, { scale: 0 })).rejects.toThrow(ArgumentError);
  await expect(saveImages("x.png", image, { range: [1, 1] })).rejects.toThrow(ArgumentError);
  await expect(saveImages(join(folder, "none", "x.png"), image)).rejects.toThrow(FileError);
});
