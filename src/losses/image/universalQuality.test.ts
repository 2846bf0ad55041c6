import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { universalQuality } from "./universalQuality.ts";

const image = float64([
  [
    [
      [1, 5, 2],
      [4, 3, 9],
      [0, 2, 6],
    ],
  ],
]);

test("twice the image: contrast and luminance 4/5 each", async () => {
  const [value] = await numbersOf(universalQuality(image, mul(2, image), { windowSize: 3 }));
  expect(value).toBeCloseTo(1 - 0.8 * 0.8, 12);
});

test("flat and black windows are no division by 0", async () => {
  const flat = add(0.1, mul(0, image));
  expect((await numbersOf(universalQuality(flat, mul(3, flat), { windowSize: 3 })))[0]).toBeCloseTo(1 - 6 / 10, 9);
  expect(await numbersOf(universalQuality(mul(0, image), mul(0, image), { windowSize: 3 }))).toEqual([0]);
});
