import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { input, type Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { ssim } from "./ssim.ts";

const ramp = float64([[Array.from({ length: 12 }, (_, i) => Array.from({ length: 12 }, (_, j) => (i + 2 * j) / 40))]]);

test("0 for equal images, whatever the options", async () => {
  for (const options of [{}, { halved: true }, { border: "reflect" }, { window: "uniform" }] as const)
    expect(await numbersOf(ssim(ramp, ramp, options))).toEqual([0]);
});

test("flat images: the luminance term alone", async () => {
  const flat = (level: number): Tensor => add(mul(0, ramp), level);
  const [value] = await numbersOf(ssim(flat(0.2), flat(0.6)));
  expect(value).toBeCloseTo(1 - (2 * 0.2 * 0.6 + 1e-4) / (0.04 + 0.36 + 1e-4), 12);
});

test("the unit of pixels does not matter when maxValue says it", async () => {
  const other = add(0.1, mul(ramp, ramp));
  const [small] = await numbersOf(ssim(ramp, other));
  const [large] = await numbersOf(ssim(mul(255, ramp), mul(255, other), { maxValue: 255 }));
  expect(large).toBeCloseTo(small as number, 12);
});

test("images smaller than the window are refused, with the size they need", () => {
  expect(() => ssim(input("a", [1, 1, 8, 12]), input("b", [1, 1, 8, 12]))).toThrow(
    /^ssim: expected images of at least 11 pixels/,
  );
});
