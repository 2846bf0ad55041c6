import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant, type Tensor } from "../../core/tensor.ts";
import { slice } from "../../ops/indexing.ts";
import { msSsim } from "./msSsim.ts";
import { ssim } from "./ssim.ts";

const image = (f: (i: number, j: number) => number): Tensor =>
  float64([[Array.from({ length: 32 }, (_, i) => Array.from({ length: 32 }, (_, j) => f(i, j)))]]);

test("one scale of weight 1 is ssim", async () => {
  const [a, b] = [image((i, j) => ((i * 7 + j * 3) % 11) / 11), image((i, j) => ((i * 7 + j * 3) % 13) / 13)];
  const [one] = await numbersOf(msSsim(a, b, { weights: [1] }));
  const [plain] = await numbersOf(ssim(a, b));
  expect(one).toBeCloseTo(plain as number, 12);
});

test("an image and its negative: contrast below 0 counts as 0, with a finite gradient", async () => {
  const negative = Array.from({ length: 16 }, (_, i) => Array.from({ length: 16 }, (_, j) => 1 - ((i + j) % 2)));
  const target = constant([[negative.map((row) => row.map((x) => 1 - x))]]);
  const { value, gradient } = await valueAndGradient((x) => msSsim(target, x), [[negative]]);
  expect(value).toEqual([1]);
  for (const slope of gradient) expect(slope).toBe(0);
});

test("images of a few pixels are compared at all five scales", async () => {
  const small = slice(
    image((i, j) => (i * j) / 1024),
    { axes: [2, 3], end: 16 },
  );
  expect(await numbersOf(msSsim(small, small))).toEqual([0]);
});
