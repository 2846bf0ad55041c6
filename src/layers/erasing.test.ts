import { expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ArgumentError } from "../core/errors.ts";
import { randomErasing } from "./erasing.ts";

const [batch, height, width] = [300, 8, 10];
const size = height * width;
const values = Array.from({ length: batch * 2 * size }, (_, i) => i + 1);
const x = [{ shape: [batch, 2, height, width], values }];

/** The box of erased pixels of each image, the same in both channels; fails when they are no box, or others were changed. */
function boxes(numbers: readonly number[], fill: number): { high: number; wide: number; top: number; left: number }[] {
  return Array.from({ length: batch }, (_, i) => {
    const gone = [0, 1].map((c) =>
      Array.from({ length: size }, (_, at) => at).filter((at) => numbers[(i * 2 + c) * size + at] === fill),
    ) as [number[], number[]];
    expect(gone[0]).toEqual(gone[1]);
    const rows = new Set(gone[0].map((at) => Math.floor(at / width)));
    const columns = new Set(gone[0].map((at) => at % width));
    expect(rows.size * columns.size).toBe(gone[0].length);
    for (let at = 0; at < 2 * size; at++)
      if (!gone[0].includes(at % size)) expect(numbers[i * 2 * size + at]).toBe(values[i * 2 * size + at]);
    const span = (places: ReadonlySet<number>): number => Math.max(...places) - Math.min(...places) + 1;
    if (gone[0].length > 0) expect([rows.size, columns.size]).toEqual([span(rows), span(columns)]);
    return { high: rows.size, wide: columns.size, top: Math.min(...rows), left: Math.min(...columns) };
  });
}

test("cutout: a square of one size, anywhere within the image", async () => {
  const layer = randomErasing({ probability: 1, area: [9 / size, 9 / size], ratio: [1, 1], fill: -1 });
  const found = boxes((await runLayer(layer, x, { training: true })).values, -1);
  for (const { high, wide } of found) expect([high, wide]).toEqual([3, 3]);
  expect(new Set(found.map(({ top }) => top))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  expect(new Set(found.map(({ left }) => left))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
});

test("a share of the images, areas and proportions as asked", async () => {
  const layer = randomErasing({ probability: 0.4, area: [0.1, 0.3], ratio: [0.5, 2] });
  const found = boxes((await runLayer(layer, x, { training: true })).values, 0).filter(({ high }) => high > 0);
  expect(Math.abs(found.length - 0.4 * batch)).toBeLessThan(30);
  for (const { high, wide } of found) {
    // Sides are rounded to whole pixels.
    expect((high - 0.5) * (wide - 0.5)).toBeLessThan(0.3 * size);
    expect((high + 0.5) * (wide + 0.5)).toBeGreaterThan(0.1 * size);
    expect((high - 0.5) / (wide + 0.5)).toBeLessThan(2);
    expect((high + 0.5) / (wide - 0.5)).toBeGreaterThan(0.5);
  }
  expect(found.some(({ high, wide }) => high > wide) && found.some(({ high, wide }) => wide > high)).toBe(true);
});

test("nothing changes in evaluation; the draw follows the seed", async () => {
  const layer = randomErasing();
  expect((await runLayer(layer, x)).values).toEqual(values);
  const first = (await runLayer(layer, x, { training: true })).values;
  expect((await runLayer(layer, x, { training: true })).values).toEqual(first);
  expect((await runLayer(layer, x, { training: true, seed: 4 })).values).not.toEqual(first);
});

test("what it does not take is said", () => {
  expect(() => randomErasing({ probability: 2 })).toThrow(ArgumentError);
  expect(() => randomErasing({ area: [0.3, 0.1] })).toThrow(ArgumentError);
  expect(() => randomErasing({ ratio: [0, 1] })).toThrow(ArgumentError);
  expect(() => randomErasing({ fill: Number.NaN })).toThrow(ArgumentError);
});
