import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { lovaszHinge } from "./lovaszHinge.ts";

test("equal margins: the same value in any order, 1 where all logits are 0", async () => {
  for (const yTrue of [
    [1, 0, 0, 1],
    [0, 0, 0, 0],
    [1, 1, 1, 1],
    [0, 1, 1, 0],
  ])
    expectNumbers(await numbersOf(lovaszHinge(float64([[yTrue]]), float64([[[0, 0, 0, 0]]]))), [1]);
  const a = await numbersOf(lovaszHinge(float64([[[1, 0, 1, 0, 1]]]), float64([[[0.5, -0.5, 0.5, 2, 0.5]]])));
  const b = await numbersOf(lovaszHinge(float64([[[0, 1, 1, 0, 1]]]), float64([[[2, 0.5, 0.5, -0.5, 0.5]]])));
  expectNumbers(a, b);
});

test("one pixel wrong: its margin over the foreground, or over the union where it is a false positive", async () => {
  const sure = (logits: number[]): Promise<number[]> =>
    numbersOf(lovaszHinge(float64([[[1, 1, 1, 0]]]), float64([[logits]])));
  expectNumbers(await sure([5, 5, -2, -5]), [3 / 3]);
  expectNumbers(await sure([5, 5, 5, 2]), [3 / 4]);
  expectNumbers(await sure([5, 5, 5, -5]), [0]);
});

test("the gradient keeps its digits over a quarter of a million pixels", async () => {
  const n = 2 ** 18;
  const target = Array.from({ length: n }, (_, i) => i % 2);
  const logits = Array.from({ length: n }, (_, i) => (i % 2 === 1 ? -1 : 1) * (1 - i / n));
  const { gradient } = await valueAndGradient((x) => lovaszHinge(constant([[target]]), x), [[logits]]);
  // The i-th error is a false positive for even i: the union grows from n/2 + i/2 by 1.
  const at = 2 ** 17;
  const [found, union] = [n / 2 - at / 2, n / 2 + at / 2];
  expect((gradient[at] as number) / (found / (union * (union + 1)))).toBeCloseTo(1, 5);
  expect((gradient[at + 1] as number) * -(union + 1)).toBeCloseTo(1, 5);
});
