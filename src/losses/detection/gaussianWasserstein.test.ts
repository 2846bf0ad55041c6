import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { gaussianWasserstein } from "./gaussianWasserstein.ts";

const distance = async (a: number[], b: number[]): Promise<number> =>
  (await numbersOf(gaussianWasserstein(float64([a]), float64([b]), { by: "none" })))[0] as number;

test("boxes along the axes: squared distances of centres and of half sides", async () => {
  expect(await distance([0, 0, 4, 2, 0], [1, 2, 8, 4, 0])).toBeCloseTo(1 + 4 + 4 + 1, 12);
});

test("a square has no direction, half a turn is none, and sides may change names with a quarter", async () => {
  expect(await distance([0, 0, 3, 3, 0.2], [0, 0, 3, 3, 1])).toBeCloseTo(0, 12);
  expect(await distance([0, 0, 5, 2, 0.2], [0, 0, 5, 2, 0.2 + Math.PI])).toBeCloseTo(0, 12);
  expect(await distance([0, 0, 5, 2, 0.2], [0, 0, 2, 5, 0.2 + Math.PI / 2])).toBeCloseTo(0, 12);
});

test("large boxes that differ by a little keep their digits in float32", async () => {
  const { value } = await valueAndGradient(
    (x) => gaussianWasserstein(constant([[0, 0, 4096, 2048, 0]]), x, { by: "none" }),
    [[0, 0, 4096.5, 2048, 0]],
  );
  expect(value[0]).toBeCloseTo(1 / 16, 6);
});

test("boxes without size are points", async () => {
  expect(await distance([0, 0, 0, 0, 1], [3, 4, 0, 0, 2])).toBeCloseTo(25, 12);
});
