import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { spectralAngle } from "./spectralAngle.ts";

test("angles, whatever the brightness", async () => {
  const pixels = (x: number, y: number): Tensor => float64([[[[x]], [[y]]]]);
  expect((await numbersOf(spectralAngle(pixels(1, 0), pixels(3, 3))))[0]).toBeCloseTo(Math.PI / 4, 12);
  expect((await numbersOf(spectralAngle(pixels(1, 0), pixels(-2, 0))))[0]).toBeCloseTo(Math.PI, 12);
  expect((await numbersOf(spectralAngle(pixels(1, 0), pixels(0, 0))))[0]).toBeCloseTo(Math.PI / 2, 12);
});

test("an angle of a millionth keeps its digits: the arc cosine of a float64 product gives 0.99992e-6", async () => {
  const [value] = await numbersOf(spectralAngle(float64([[[[1]], [[0]]]]), float64([[[[1]], [[1e-6]]]])));
  expect(Math.abs((value as number) / 1e-6 - 1)).toBeLessThan(1e-9);
});
