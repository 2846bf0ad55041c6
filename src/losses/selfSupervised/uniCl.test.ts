import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { clipContrastive } from "./clipContrastive.ts";
import { uniCl } from "./uniCl.ts";

const [image, text] = [
  float64([
    [1, 2],
    [0, 1],
    [3, -1],
  ]),
  float64([
    [0, 1],
    [2, 2],
    [1, 0],
  ]),
];

test("with a label for each pair it is clipContrastive", async () => {
  const clip = await numbersOf(clipContrastive(image, text));
  (await numbersOf(uniCl(int64([4, 2, 7]), image, text))).forEach((value, i) => {
    expect(value).toBeCloseTo(clip[i] as number, 12);
  });
});

test("one label for all: no less than log of the batch", async () => {
  for (const value of await numbersOf(uniCl(int64([1, 1, 1]), image, image, { temperature: 100 })))
    expect(value).toBeCloseTo(Math.log(3), 3);
});
