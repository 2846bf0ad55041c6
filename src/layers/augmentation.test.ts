import { describe, expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { randomFlip, randomRotation, randomShift } from "./augmentation.ts";

const [batch, height, width] = [400, 4, 5];
const size = height * width;
const values = Array.from({ length: batch * 2 * size }, (_, i) => i + 1);
const x = [{ shape: [batch, 2, height, width], values }];

/** Each image, both channels, as text. */
function images(numbers: readonly number[]): string[] {
  return Array.from({ length: batch }, (_, i) => numbers.slice(i * 2 * size, (i + 1) * 2 * size).join(" "));
}

/** How often each of the expected versions came, by image; fails when another came. */
function count(
  numbers: readonly number[],
  versions: (pixel: (c: number, y: number, x: number) => number) => number[][],
): number[] {
  const counts: number[] = [];
  images(numbers).forEach((image, i) => {
    const pixel = (c: number, row: number, column: number): number =>
      row < 0 || row >= height || column < 0 || column >= width
        ? 0
        : (values[((i * 2 + c) * height + row) * width + column] as number);
    const which = versions(pixel).findIndex((version) => version.join(" ") === image);
    expect(which, `image ${i}: ${image}`).not.toBe(-1);
    counts[which] = (counts[which] ?? 0) + 1;
  });
  return counts;
}

function version(at: (c: number, row: number, column: number) => number): number[] {
  const rows = Array.from({ length: height }, (_, row) => row);
  return [0, 1].flatMap((c) => rows.flatMap((row) => Array.from({ length: width }, (_, column) => at(c, row, column))));
}

describe("randomFlip", () => {
  test("half of the images, each as a whole", async () => {
    const { values: flipped } = await runLayer(randomFlip(), x, { training: true });
    const counts = count(flipped, (pixel) => [
      version(pixel),
      version((c, row, column) => pixel(c, row, width - 1 - column)),
    ]);
    expect(Math.abs((counts[0] as number) - batch / 2)).toBeLessThan(40);
  });

  test("both ways, independently", async () => {
    const { values: flipped } = await runLayer(randomFlip("both"), x, { training: true });
    const counts = count(flipped, (pixel) =>
      [false, true].flatMap((down) =>
        [false, true].map((side) =>
          version((c, row, column) => pixel(c, down ? height - 1 - row : row, side ? width - 1 - column : column)),
        ),
      ),
    );
    for (const each of counts) expect(Math.abs(each - batch / 4)).toBeLessThan(40);
  });
});

describe("randomShift", () => {
  test("every shift up to the most, both axes, zeros where nothing was", async () => {
    const { values: moved } = await runLayer(randomShift(1), x, { training: true });
    const shifts = [-1, 0, 1];
    const counts = count(moved, (pixel) =>
      shifts.flatMap((down) => shifts.map((side) => version((c, row, column) => pixel(c, row + down, column + side)))),
    );
    expect(counts).toHaveLength(9);
    for (const each of counts) expect(Math.abs(each - batch / 9)).toBeLessThan(25);
  });
});

describe("randomRotation", () => {
  test("each image by its own angle, all up to the most; nothing moves at the centre, and nothing at 0 degrees", async () => {
    const side = 5;
    // Brightness grows to the right: how far it does so downwards after a turn is the sine of the angle.
    const values = Array.from({ length: batch * side * side }, (_, i) => (i % side) - 2);
    const given = [{ shape: [batch, 1, side, side], values }];
    const { values: turned } = await runLayer(randomRotation(30), given, { training: true });
    const sines = Array.from({ length: batch }, (_, i) => {
      const at = (row: number, column: number): number => turned[(i * side + row) * side + column] as number;
      expect(at(2, 2)).toBeCloseTo(0, 9);
      const sine = at(1, 2);
      expect(at(2, 3)).toBeCloseTo(Math.sqrt(1 - sine ** 2), 9);
      return sine;
    });
    expect(Math.max(...sines)).toBeLessThanOrEqual(0.5);
    expect(Math.min(...sines)).toBeGreaterThanOrEqual(-0.5);
    expect([Math.max(...sines) > 0.45, Math.min(...sines) < -0.45]).toEqual([true, true]);
    expect((await runLayer(randomRotation(0), given, { training: true })).values).toEqual(values);
  });
});

test("nothing changes in evaluation; the draw follows the seed", async () => {
  for (const layer of [randomFlip("both"), randomShift(2), randomRotation(20)]) {
    expect((await runLayer(layer, x)).values).toEqual(values);
    const first = (await runLayer(layer, x, { training: true })).values;
    expect((await runLayer(layer, x, { training: true })).values).toEqual(first);
    expect((await runLayer(layer, x, { training: true, seed: 4 })).values).not.toEqual(first);
  }
});

test("what they do not take is said", async () => {
  expect(() => randomFlip("sideways" as "both")).toThrow(ArgumentError);
  expect(() => randomShift(1.5)).toThrow(ArgumentError);
  expect(() => randomRotation(200)).toThrow(ArgumentError);
  await expect(runLayer(randomFlip(), [{ shape: [2, 9] }])).rejects.toThrow(ShapeError);
});
