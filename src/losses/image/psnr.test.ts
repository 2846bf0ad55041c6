import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { psnr } from "./psnr.ts";

test("kornia's example: 20 decibels for errors of a tenth of the peak", async () => {
  const [value] = await numbersOf(psnr(float64([[1, 1, 1]]), float64([[1.2, 1.2, 1.2]]), { maxValue: 2 }));
  expect(value).toBeCloseTo(-20, 9);
});

test("equal images are at the ceiling, not at minus infinity", async () => {
  const { value, gradient } = await valueAndGradient((x) => psnr(constant([[0.5, 0.25]]), x), [[0.5, 0.25]]);
  expect(value[0]).toBeCloseTo(-100, 4);
  expect(gradient.map(Math.abs)).toEqual([0, 0]);
  expect((await numbersOf(psnr(float64([[1]]), float64([[1]]), { ceiling: 60 })))[0]).toBeCloseTo(-60, 9);
});
