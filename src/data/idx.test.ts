import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DataError } from "../core/errors.ts";
import { idxDataset, parseIdx, readIdx } from "./idx.ts";

function idx(type: number, shape: readonly number[], body: readonly number[]): Uint8Array {
  return Uint8Array.from([0, 0, type, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...body]);
}

describe("parseIdx", () => {
  it.each([
    ["uint8", 8, [1, 255], Uint8Array.of(1, 255)],
    ["int8", 9, [1, 255], Int32Array.of(1, -1)],
    ["int16", 11, [1, 2, 255, 254], Int32Array.of(258, -2)],
    ["int32", 12, [0, 0, 1, 0, 255, 255, 255, 255], Int32Array.of(256, -1)],
    ["float32", 13, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], Float32Array.of(1, -2)],
    ["float64", 14, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(1, -2)],
  ])("reads %s", (_, type, body, data) => {
    expect(parseIdx(idx(type, [2], body), "a")).toMatchObject({ shape: [2], data });
  });

  it("reads bytes in place, from any part of a larger buffer", () => {
    const bytes = Uint8Array.of(9, 9, 9, ...idx(8, [2, 2], [1, 2, 3, 4])).subarray(3);
    const { shape, data } = parseIdx(bytes, "a");
    expect(shape).toEqual([2, 2]);
    expect(data).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(data.buffer).toBe(bytes.buffer);
  });

  it.each([
    [
      "a truncated body",
      idx(8, [2, 2], [1, 2, 3]),
      "pixels.idx: expected 16 bytes ([2, 2] elements), got 15 bytes; the file is truncated",
    ],
    ["extra bytes", idx(8, [1], [1, 2]), "expected 9 bytes ([1] elements), got 10 bytes; the file has extra bytes"],
    ["a truncated header", Uint8Array.of(0, 0, 8, 3, 0, 0), "expected 16 bytes (a header of 3 axes), got 6 bytes"],
    [
      "wrong magic",
      Uint8Array.of(137, 80, 78, 71, 0),
      "pixels.idx: expected an IDX file (bytes 0, 0, element type 8 to 14, number of axes), got one that starts with 137, 80, 78, 71",
    ],
    ["an unknown element type", idx(10, [1], [1]), "got one that starts with 0, 0, 10, 1"],
    ["no bytes", new Uint8Array(0), "got an empty file"],
    ["gzip", gzipSync(Uint8Array.of(1)), "it is gzip: read it with readIdx"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => parseIdx(bytes, "pixels.idx")).toThrow(DataError);
    expect(() => parseIdx(bytes, "pixels.idx")).toThrow(message);
  });
});

describe("readIdx", () => {
  it("unpacks gzip", async () => {
    const bytes = idx(8, [3], [1, 2, 3]);
    expect(await readIdx(gzipSync(bytes), "a.gz")).toEqual(parseIdx(bytes, "a"));
    expect(await readIdx(bytes, "a")).toEqual(parseIdx(bytes, "a"));
  });

  it("names a truncated or damaged archive", async () => {
    const bytes = idx(
      8,
      [250],
      Array.from({ length: 250 }, (_, i) => (i * i) % 251),
    );
    const packed = gzipSync(bytes);
    await expect(readIdx(packed.subarray(0, 100), "a.gz")).rejects.toThrow(DataError);
    await expect(readIdx(packed.subarray(0, 100), "a.gz")).rejects.toThrow(/^a\.gz: expected /);
    const damaged = packed.map((byte, i) => (i === 12 ? byte ^ 255 : byte));
    await expect(readIdx(damaged, "a.gz")).rejects.toThrow(
      `a.gz: expected a whole gzip file, got ${packed.length} damaged or truncated bytes; fetch it again`,
    );
  });
});

describe("idxDataset", () => {
  const images = parseIdx(idx(8, [2, 1, 2], [0, 255, 7, 8]), "images");
  const labels = parseIdx(idx(8, [2], [1, 0]), "labels");

  it("makes images with a channel, and labels", () => {
    const dataset = idxDataset(images, labels, { classNames: ["a", "b"] });
    expect(dataset).toMatchObject({ size: 2, classNames: ["a", "b"] });
    expect(dataset.fields["x"]).toEqual({ shape: [1, 1, 2], dtype: "uint8", rescale: { scale: 1 / 255, offset: 0 } });
    const [x, y] = [new Uint8Array(2), new BigInt64Array(1)];
    void dataset.fill([1], { x, y });
    expect([...x, ...y]).toEqual([7, 8, 0n]);
  });

  it("refuses files that do not belong together", () => {
    const names = { classNames: ["a", "b"] };
    expect(() => idxDataset(labels, images, names)).toThrow("are images and labels swapped?");
    expect(() => idxDataset(images, parseIdx(idx(8, [3], [0, 1, 0]), "l"), names)).toThrow("expected [2], got [3]");
    expect(() => idxDataset(images, labels, { classNames: ["a"] })).toThrow("got 1 at example 0");
  });
});
