import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { reshape } from "../../ops/structure.ts";
import { perceptual } from "./perceptual.ts";

const [a, b] = [float64([[[[1, 2]], [[2, 0]]]]), float64([[[[2, 2]], [[4, 1]]]])];

test("directions of channels by default; their lengths too without normalising", async () => {
  const [angle] = await numbersOf(perceptual(a, mul(3, a)));
  expect(angle).toBeCloseTo(0, 12);
  expect((await numbersOf(perceptual(a, b, { normalize: false })))[0]).toBeCloseTo((1 + 4 + 0 + 1) / 2, 12);
});

test("layers of an extractor, weighted", async () => {
  const features = (image: Tensor): Tensor[] => [image, mul(2, image)];
  const [plain] = await numbersOf(perceptual(a, b, { normalize: false }));
  const [both] = await numbersOf(perceptual(a, b, { normalize: false, features, weights: [1, 0.5] }));
  expect(both).toBeCloseTo(3 * (plain as number), 12);
  expect(() => perceptual(a, b, { features, weights: [1] })).toThrow("expected one for each of 2 layers, got 1");
  expect(() => perceptual(a, b, { features: (x) => reshape(x, [1, 4]) })).toThrow("[batch, channels, ...]");
});
