import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { clipContrastive } from "./clipContrastive.ts";

test("pairs that are orthogonal to each other, closed form; the learned temperature has a gradient", async () => {
  const embeddings = float64([
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 3],
  ]);
  for (const value of await numbersOf(clipContrastive(embeddings, embeddings, { temperature: 0.5 })))
    expect(value).toBeCloseTo(Math.log1p(2 * Math.exp(-2)), 12);
  const { gradient } = await valueAndGradient(
    (temperature) => clipContrastive(embeddings, embeddings, { temperature }),
    0.5,
    { dtype: "float64" },
  );
  // d/dT of log(1 + 2 e^(-1/T)), three times.
  const share = (2 * Math.exp(-2)) / (1 + 2 * Math.exp(-2));
  expect(gradient[0]).toBeCloseTo(3 * share * 4, 10);
});

test("swapping the modalities changes nothing", async () => {
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
  const there = await numbersOf(clipContrastive(image, text));
  const back = await numbersOf(clipContrastive(text, image));
  there.forEach((value, i) => {
    expect(back[i]).toBeCloseTo(value, 12);
  });
});
