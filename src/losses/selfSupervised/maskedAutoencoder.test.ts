import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { cast } from "../../ops/structure.ts";
import spec, { maskedAutoencoder } from "./maskedAutoencoder.ts";

test("only hidden patches count; an image without one does not", async () => {
  const yTrue = float64([
    [
      [0, 0],
      [5, 5],
      [1, 3],
    ],
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  ]);
  const yPred = float64([
    [
      [1, 1],
      [0, 0],
      [1, 1],
    ],
    [
      [9, 9],
      [9, 9],
      [9, 9],
    ],
  ]);
  const mask = float64([
    [1, 0, 1],
    [0, 0, 0],
  ]);
  expect(await numbersOf(maskedAutoencoder(yTrue, yPred, mask))).toEqual([1.5, 0]);
  expect(await numbersOf(cast(spec.mask?.(yTrue, yPred, mask) as Tensor, "float64"))).toEqual([1, 0]);
});

test("normalised targets: a flat patch is zeros, contrast does not matter", async () => {
  const [plain] = await numbersOf(
    maskedAutoencoder(float64([[[4, 4]]]), float64([[[1, 2]]]), float64([[1]]), { normalizeTarget: true }),
  );
  expect(plain).toBe(2.5);
  const [sharp] = await numbersOf(
    maskedAutoencoder(float64([[[0, 1000]]]), float64([[[0, 0]]]), float64([[1]]), { normalizeTarget: true }),
  );
  expect(sharp).toBeCloseTo(0.5, 9);
});
