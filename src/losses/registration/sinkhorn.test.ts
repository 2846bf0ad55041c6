import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { sinkhorn } from "./sinkhorn.ts";

test("single points: the cost between them", async () => {
  const [a, b] = [float64([[[0, 0]]]), float64([[[3, 4]]])];
  expect((await numbersOf(sinkhorn(a, b)))[0]).toBeCloseTo(25, 9);
  expect((await numbersOf(sinkhorn(a, b, { power: 1 })))[0]).toBeCloseTo(5, 9);
});

test("little entropy: the best assignment; none left for equal sets", async () => {
  const [a, b] = [float64([[[0], [10], [20]]]), float64([[[21], [1], [11]]])];
  expect((await numbersOf(sinkhorn(a, b)))[0]).toBeCloseTo(1, 6);
  expect((await numbersOf(sinkhorn(a, a)))[0]).toBeCloseTo(0, 9);
});

test("points on top of each other, at distances themselves: a finite gradient", async () => {
  const { gradient } = await valueAndGradient((x) => sinkhorn(constant([[[1], [2]]]), x, { power: 1 }), [[[1], [2]]]);
  for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-6);
});
