import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { inverseDepthSmoothness } from "./inverseDepthSmoothness.ts";

test("an edge of the image forgives an edge of the depth", async () => {
  const depth = float64([[[[0, 1]]]]);
  const [smooth] = await numbersOf(inverseDepthSmoothness(float64([[[[0, 0]], [[0, 0]]]]), depth));
  const [edge] = await numbersOf(inverseDepthSmoothness(float64([[[[0, 3]], [[0, 1]]]]), depth));
  expect(smooth).toBe(1);
  expect(edge).toBeCloseTo(Math.exp(-2), 12);
});
