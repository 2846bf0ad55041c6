import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { gmsd } from "./gmsd.ts";

test("equal images, or a constant added: 0, with a gradient that stays finite", async () => {
  const image = [
    [0.1, 0.9, 0.4, 0.3],
    [0.5, 0.2, 0.8, 0.6],
    [0, 0.7, 0.3, 0.2],
    [0.9, 0.1, 0.6, 0.5],
  ];
  const target = constant([[image]]);
  const { value, gradient } = await valueAndGradient((x) => gmsd(target, x), [[image]]);
  expect(value[0]).toBeCloseTo(0, 9);
  for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-4);
  expect((await numbersOf(gmsd(float64([[image]]), add(float64([[image]]), 0.5))))[0]).toBeCloseTo(0, 7);
});
