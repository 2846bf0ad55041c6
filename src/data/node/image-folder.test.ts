import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ArgumentError, DataError, FileError } from "../../core/errors.ts";
import { readColumn } from "../check-labels.ts";
import { loadImage } from "./image.ts";
import { imageFolder } from "./image-folder.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lossmith-images-"));
});
afterAll(() => rm(root, { recursive: true }));

async function put(path: string, bytes: Uint8Array | string): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  return file;
}

/** A PNG of one row of pixels. */
function row(pixels: readonly number[], channels: 1 | 3 | 4): Promise<Buffer> {
  const raw = { width: pixels.length / channels, height: 1, channels };
  return sharp(Uint8Array.from(pixels), { raw }).png().toBuffer();
}

describe("loadImage", () => {
  it("gives channels first", async () => {
    const file = await put("load/rgb.png", await row([1, 2, 3, 4, 5, 6], 3));
    expect(await loadImage(file, { shape: [3, 1, 2] })).toEqual(Uint8Array.of(1, 4, 2, 5, 3, 6));
  });

  it("turns grey into three channels and colour into one", async () => {
    const grey = await put("load/grey.png", await row([10, 200], 1));
    expect(await loadImage(grey, { shape: [1, 1, 2] })).toEqual(Uint8Array.of(10, 200));
    expect(await loadImage(grey, { shape: [3, 1, 2] })).toEqual(Uint8Array.of(10, 200, 10, 200, 10, 200));
    const white = await put("load/white.png", await row([255, 255, 255], 3));
    expect(await loadImage(white, { shape: [1, 1, 1] })).toEqual(Uint8Array.of(255));
  });

  it("puts transparent pixels on the background", async () => {
    const file = await put("load/clear.png", await row([9, 9, 9, 0], 4));
    expect(await loadImage(file, { shape: [3, 1, 1] })).toEqual(Uint8Array.of(255, 255, 255));
    expect(await loadImage(file, { shape: [3, 1, 1], background: "black" })).toEqual(Uint8Array.of(0, 0, 0));
  });

  it("brings 16-bit pictures to bytes", async () => {
    const raw = { width: 1, height: 1, channels: 1 as const };
    const png = await sharp(Uint16Array.of(65535), { raw }).toColourspace("grey16").png().toBuffer();
    const file = await put("load/deep.png", png);
    expect(await loadImage(file, { shape: [1, 1, 1] })).toEqual(Uint8Array.of(255));
  });

  it("turns pictures upright", async () => {
    const turned = await sharp(Uint8Array.of(0, 0, 0, 255, 255, 255), { raw: { width: 2, height: 1, channels: 3 } })
      .withMetadata({ orientation: 3 })
      .png()
      .toBuffer();
    const file = await put("load/turned.png", turned);
    expect(await loadImage(file, { shape: [1, 1, 2] })).toEqual(Uint8Array.of(255, 0));
  });

  it("pads where asked", async () => {
    const file = await put("load/black.png", await row([0, 0, 0, 0], 1));
    const padded = await loadImage(file, { shape: [1, 4, 4], fit: "contain" });
    expect([padded[0], padded[4]]).toEqual([255, 0]);
  });

  it("refuses shapes that are no image's, naming the usual mistake", async () => {
    await expect(loadImage("a.png", { shape: [28, 28, 1] })).rejects.toThrow("channels come first");
    await expect(loadImage("a.png", { shape: [784] })).rejects.toThrow(ArgumentError);
  });

  it("names files that are missing or no image", async () => {
    await expect(loadImage(join(root, "none.png"), { shape: [1, 1, 1] })).rejects.toThrow(FileError);
    const file = await put("load/text.png", "not an image");
    await expect(loadImage(file, { shape: [1, 1, 1] })).rejects.toThrow(DataError);
    await expect(loadImage(file, { shape: [1, 1, 1] })).rejects.toThrow(`${file}: expected an image, got 12 bytes`);
    const empty = await put("load/empty.png", "");
    await expect(loadImage(empty, { shape: [1, 1, 1] })).rejects.toThrow("got an empty file");
    const png = await sharp({
      create: {
        width: 64,
        height: 64,
        channels: 3,
        background: "red",
        noise: { type: "gaussian", mean: 99, sigma: 30 },
      },
    })
      .png()
      .toBuffer();
    const cut = await put("load/cut.png", png.subarray(0, 2000));
    await expect(loadImage(cut, { shape: [3, 64, 64] })).rejects.toThrow(DataError);
  });
});

describe("imageFolder", () => {
  it("has a class for every sub-folder, sorted", async () => {
    await put("good/zebra/1.png", await row([1, 2], 1));
    await put("good/ant/2.PNG", await row([3, 4], 1));
    await put("good/ant/10.png", await row([5, 6], 1));
    await put("good/ant/notes.txt", "none of the images");
    await put("good/.cache/x.png", "hidden");
    const dataset = await imageFolder(join(root, "good"), { channels: 1 });
    expect(dataset).toMatchObject({ size: 3, classNames: ["ant", "zebra"] });
    expect(dataset.fields["x"]).toEqual({ shape: [1, 1, 2], dtype: "uint8", rescale: { scale: 1 / 255, offset: 0 } });
    expect(Array.from(await readColumn(dataset, "y"))).toEqual([0, 0, 1]);
    expect(Array.from(await readColumn(dataset, "x"))).toEqual([5, 6, 3, 4, 1, 2]);
    expect(Array.from(await readColumn(dataset, "x", [2, 0]))).toEqual([1, 2, 5, 6]);
  });

  it("resizes, and decodes anew without a cache", async () => {
    await put("one/a/1.png", await row([100, 100], 1));
    const dataset = await imageFolder(join(root, "one"), { size: [3, 2], cacheBytes: 0 });
    expect(dataset.fields["x"]?.shape).toEqual([3, 3, 2]);
    expect(new Set(Array.from(await readColumn(dataset, "x")))).toEqual(new Set([100]));
    await put("one/a/1.png", await row([50, 50], 1));
    expect(new Set(Array.from(await readColumn(dataset, "x")))).toEqual(new Set([50]));
  });

  it("names the image that does not decode, when its batch comes", async () => {
    await put("bad/a/1.png", await row([1], 1));
    const file = await put("bad/a/2.png", "broken");
    const dataset = await imageFolder(join(root, "bad"), { size: 1 });
    expect(Array.from(await readColumn(dataset, "x", [0]))).toEqual([1, 1, 1]);
    await expect(readColumn(dataset, "x")).rejects.toThrow(`${file}: expected an image`);
    await expect(imageFolder(join(root, "bad"))).rejects.toThrow(`${file}: expected an image`);
  });

  it("wants a size when images differ", async () => {
    await put("mixed/a/1.png", await row([1], 1));
    const file = await put("mixed/a/2.png", await row([1, 2], 1));
    await expect(imageFolder(join(root, "mixed"))).rejects.toThrow(
      `${file}: expected an image of 1 x 1 pixels, like the first, got 1 x 2; give imageFolder a size`,
    );
  });

  it("refuses folders that hold no classes", async () => {
    await expect(imageFolder(join(root, "absent"))).rejects.toThrow(FileError);
    const file = await put("flat/1.png", await row([1], 1));
    await expect(imageFolder(file)).rejects.toThrow("expected a folder, got a file");
    await expect(imageFolder(join(root, "flat"))).rejects.toThrow("got 1 files and no sub-folder; sort the images");
    await mkdir(join(root, "empty/a"), { recursive: true });
    await expect(imageFolder(join(root, "empty/a"))).rejects.toThrow("got an empty folder");
    await expect(imageFolder(join(root, "empty"))).rejects.toThrow('expected images of class "a"');
    await expect(imageFolder(join(root, "empty"))).rejects.toThrow(DataError);
  });

  it("checks its options", async () => {
    await put("one/a/1.png", await row([1], 1));
    await expect(imageFolder(join(root, "one"), { size: 0 })).rejects.toThrow(ArgumentError);
    await expect(imageFolder(join(root, "one"), { channels: 4 as 3 })).rejects.toThrow(ArgumentError);
  });
});
