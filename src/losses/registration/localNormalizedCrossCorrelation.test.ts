import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { input } from "../../core/tensor.ts";
import { localNormalizedCrossCorrelation } from "./localNormalizedCrossCorrelation.ts";

test("contrast, brightness and sign do not matter where windows lie inside", async () => {
  // Zeros around the images in both: windows at the border see them too.
  const row = [0, 0, 1, 4, 2, 7, 3, 0, 0];
  const [a, b] = [float64([[row]]), float64([[row.map((x) => -3 * x)]])];
  const flat = 0; // windows of zeros alone have no correlation
  const [value] = await numbersOf(localNormalizedCrossCorrelation(a, b));
  expect(value).toBeCloseTo(-(7 + 2 * flat) / 9, 9);
});

test("from 1 to 3 spatial axes", () => {
  for (const shape of [
    [2, 1, 5],
    [2, 1, 5, 4],
    [2, 1, 5, 4, 3],
  ])
    expect(localNormalizedCrossCorrelation(input("a", shape), input("b", shape)).shape).toEqual([2]);
});
