import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { input } from "../../core/tensor.ts";
import { bendingEnergy } from "./bendingEnergy.ts";

const field = (f: (i: number, j: number) => number): number[][] =>
  Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => f(i, j)));

test("affine maps are free; a parabola has second derivative 2; a saddle bends twice by mixing", async () => {
  const affine = float64([[field((i, j) => 3 * i - j + 2), field((i, j) => i + 5 * j)]]);
  expect((await numbersOf(bendingEnergy(affine)))[0]).toBeCloseTo(0, 12);
  const parabola = float64([[field((i) => i * i), field(() => 0)]]);
  expect((await numbersOf(bendingEnergy(parabola)))[0]).toBeCloseTo(4 / 2, 12);
  const saddle = float64([[field((i, j) => i * j), field(() => 0)]]);
  expect((await numbersOf(bendingEnergy(saddle)))[0]).toBeCloseTo(2 / 2, 12);
});

test("one component for each axis", () => {
  expect(() => bendingEnergy(input("u", [1, 3, 6, 6]))).toThrow("one component for each spatial axis");
  expect(bendingEnergy(input("u", [1, 3, 6, 6, 6])).shape).toEqual([1]);
});
