import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { contextual } from "./contextual.ts";

test("the same features in another order cost next to nothing", async () => {
  const pixels = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const image = (order: number[]): Tensor =>
    float64([[0, 1, 2].map((channel) => [order.map((at) => (pixels[at] as number[])[channel] as number)])]);
  expect((await numbersOf(contextual(image([0, 1, 2]), image([2, 0, 1]))))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(contextual(image([0, 1, 2]), image([0, 0, 0]))))[0]).toBeGreaterThan(0.5);
});
