import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { alphaComposition } from "./alphaComposition.ts";

test("the true matte costs epsilon; a wrong one the difference it makes", async () => {
  const [front, back] = [float64([[[[1, 1]]]]), float64([[[[0, 0.5]]]])];
  const image = float64([[[[0.25, 0.5]]]]);
  expect((await numbersOf(alphaComposition(image, front, back, float64([[[[0.25, 0]]]]))))[0]).toBeCloseTo(1e-6, 12);
  expect((await numbersOf(alphaComposition(image, front, back, float64([[[[0.25, 1]]]]))))[0]).toBeCloseTo(0.25, 5);
});
