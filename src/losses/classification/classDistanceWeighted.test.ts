import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { integers, scores, softmaxOf, sumOf } from "../../../tests/losses/scores.ts";
import { classDistanceWeighted } from "./classDistanceWeighted.ts";

test("each wrong class by its distance, from logits and probabilities", async () => {
  const [z, y] = [scores(6, 5), integers(6, 5)];
  for (const fromLogits of [true, false]) {
    const yPred = float64(fromLogits ? z : z.map(softmaxOf));
    const got = await numbersOf(classDistanceWeighted(int64(y), yPred, { fromLogits, alpha: 1.5 }));
    z.map(softmaxOf).forEach((p, i) => {
      const terms = p.map((each, c) => -(Math.abs(c - (y[i] as number)) ** 1.5) * Math.log(1 - each));
      expect(got[i]).toBeCloseTo(sumOf(terms), 10);
    });
  }
});

test("sure of a wrong class: as large as the gap of the logits, with a gradient", async () => {
  const { value, gradient } = await valueAndGradient(
    (z) => classDistanceWeighted(int64([0]), z, { fromLogits: true, alpha: 1 }),
    [[0, 500]],
    { dtype: "float64" },
  );
  expect(value).toEqual([500]);
  expect(gradient).toEqual([-1, 1]);
});
