import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { forwardCorrection } from "./forwardCorrection.ts";

const flips = [
  [0.8, 0.2, 0],
  [0.1, 0.9, 0],
  [0, 0.3, 0.7],
];

test("cross-entropy of the prediction sent through the noise", async () => {
  const [z, y] = [drawRows(6, 3), drawLabels(6, 3)];
  for (const fromLogits of [true, false]) {
    const yPred = float64(fromLogits ? z : z.map(softmaxOf));
    const got = await numbersOf(forwardCorrection(int64(y), yPred, float64(flips), { fromLogits }));
    z.map(softmaxOf).forEach((p, i) => {
      const label = y[i] as number;
      expect(got[i]).toBeCloseTo(-Math.log(sumOf(p.map((each, c) => each * (flips[c]?.[label] as number)))), 12);
    });
  }
});

test("without noise it is cross-entropy, however sure the network is", async () => {
  const identity = [
    [1, 0],
    [0, 1],
  ];
  const { value, gradient } = await valueAndGradient(
    (z) => forwardCorrection(int64([0]), z, float64(identity), { fromLogits: true }),
    [[0, 1000]],
    { dtype: "float64" },
  );
  expect(value).toEqual([1000]);
  expect(gradient).toEqual([-1, 1]);
});
