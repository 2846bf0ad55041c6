import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { arrays } from "./arrays.ts";
import { readColumn } from "./check-labels.ts";
import type { Dataset } from "./dataset.ts";
import { nextFrames } from "./next-frames.ts";

// Two clips of two channels and three frames of 1 x 2 pixels.
const x = Uint8Array.from({ length: 24 }, (_, i) => i);
const clips = arrays({ x, y: [0, 1] }, { shapes: { x: [2, 3, 1, 2] }, classes: 2, rescale: { x: { scale: 0.5, offset: 0 } } }); // biome-ignore format: one clip
const numbers = async (dataset: Dataset, name: string, indices?: number[]): Promise<number[]> =>
  Array.from(await readColumn(dataset, name, indices));

describe("nextFrames", () => {
  it("parts each channel's frames into those seen and those asked for", async () => {
    const one = nextFrames(clips);
    const rescale = { scale: 0.5, offset: 0 };
    expect(one.fields).toEqual({
      x: { shape: [2, 2, 1, 2], dtype: "uint8", rescale },
      y: { shape: [2, 1, 2], dtype: "uint8", rescale },
    });
    expect(await numbers(one, "x")).toEqual([0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 14, 15, 18, 19, 20, 21]);
    expect(await numbers(one, "y")).toEqual([4, 5, 10, 11, 16, 17, 22, 23]);
    expect(await numbers(one, "y", [1, 0])).toEqual([16, 17, 22, 23, 4, 5, 10, 11]);
    const two = nextFrames(clips, { count: 2 });
    expect(two.fields["y"]?.shape).toEqual([4, 1, 2]);
    expect(await numbers(two, "y", [0])).toEqual([2, 3, 4, 5, 8, 9, 10, 11]);
  });

  it("waits for clips that are read from files, and reads none for other fields", async () => {
    let reads = 0;
    const slow: Dataset = {
      ...clips,
      async fill(indices, target) {
        reads++;
        await new Promise((resolve) => setTimeout(resolve, 5));
        await clips.fill(indices, target);
      },
    };
    const parted = nextFrames(slow);
    expect(await numbers(parted, "y")).toEqual([4, 5, 10, 11, 16, 17, 22, 23]);
    const before = reads;
    expect(parted.fill([0], {})).toBeUndefined();
    expect(reads).toBe(before);
  });

  it("refuses what is no clip, and to predict everything", () => {
    expect(() => nextFrames(arrays({ x: [[1, 2]] }))).toThrow(ShapeError);
    expect(() => nextFrames(arrays({ y: [1, 2] }))).toThrow("no field x");
    for (const count of [0, 3, 1.5]) expect(() => nextFrames(clips, { count })).toThrow(ArgumentError);
  });
});
