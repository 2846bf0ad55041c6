import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { ntXent } from "./ntXent.ts";
import { supervisedContrastive } from "./supervisedContrastive.ts";

test("with one positive for each it is ntXent", async () => {
  const [a, b] = [
    [
      [1, 0.2],
      [0.3, 1],
      [-1, 0.5],
    ],
    [
      [0.1, -1],
      [1, 1],
      [-2, 1],
    ],
  ];
  const pairs = await numbersOf(ntXent(float64(a), float64(b), { temperature: 0.2 }));
  const embeddings = float64([...a, ...b]);
  const values = await numbersOf(supervisedContrastive(int64([5, 6, 7, 5, 6, 7]), embeddings, { temperature: 0.2 }));
  pairs.forEach((pair, i) => {
    expect(((values[i] as number) + (values[i + 3] as number)) / 2).toBeCloseTo(pair, 12);
  });
});

test("a batch of one, and anchors without a positive, are 0 with zero gradient", async () => {
  const one = await valueAndGradient((x) => supervisedContrastive(int64([3]), x), [[1, 2]]);
  expect(one).toEqual({ value: [0], gradient: [0, 0] });
  const apart = await valueAndGradient(
    (x) => supervisedContrastive(int64([0, 1]), x),
    [
      [1, 2],
      [2, 1],
    ],
  );
  expect(apart).toEqual({ value: [0, 0], gradient: [0, 0, 0, 0] });
});
