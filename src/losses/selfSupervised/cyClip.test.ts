import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { clipContrastive } from "./clipContrastive.ts";
import { cyClip } from "./cyClip.ts";

test("without its two additions it is clipContrastive", async () => {
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
  const clip = await numbersOf(clipContrastive(image, text));
  (await numbersOf(cyClip(image, text, { inModal: 0, crossModal: 0 }))).forEach((value, i) => {
    expect(value).toBeCloseTo(clip[i] as number, 12);
  });
});

test("the same embeddings in both modalities have the same geometry", async () => {
  const x = float64([
    [1, 2],
    [0, 1],
    [3, -1],
  ]);
  const clip = await numbersOf(clipContrastive(x, x));
  (await numbersOf(cyClip(x, x, { inModal: 9, crossModal: 9 }))).forEach((value, i) => {
    expect(value).toBeCloseTo(clip[i] as number, 12);
  });
});
