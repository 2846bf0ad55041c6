import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { classDistanceWeighted } from "./classDistanceWeighted.ts";

test("each wrong class by its distance", async () => {
  const [z, y] = [drawRows(6, 5), drawLabels(6, 5)];
  const got = await numbersOf(classDistanceWeighted(int64(y), float64(z), { alpha: 1.5 }));
  z.map(softmaxOf).forEach((p, i) => {
    const terms = p.map((each, c) => -(Math.abs(c - (y[i] as number)) ** 1.5) * Math.log(1 - each));
    expect(got[i]).toBeCloseTo(sumOf(terms), 10);
  });
});

test("sure of a wrong class: as large as the gap of the logits, with a gradient", async () => {
  const { value, gradient } = await valueAndGradient(
    (z) => classDistanceWeighted(int64([0]), z, { alpha: 1 }),
    [[0, 500]],
    { dtype: "float64" },
  );
  expect(value).toEqual([500]);
  expect(gradient).toEqual([-1, 1]);
});
