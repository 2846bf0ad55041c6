import { expect, inject, test } from "vitest";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { meanAbsoluteError } from "./meanAbsoluteError.ts";

const device = inject("device");

test("a batch of scalars: |e| with gradient 0 where there is no error", async () => {
  const { value, gradient } = await valueAndGradient((x) => meanAbsoluteError(constant([1, 2, 3]), x), [-1, 2, 7], {
    device,
  });
  expect(value).toEqual([2, 0, 4]);
  expect(gradient.map((slope) => slope + 0)).toEqual([-1, 0, 1]);
});

test("the last axis is averaged", async () => {
  const yTrue = constant([
    [0, 0],
    [1, 1],
  ]);
  const { value, gradient } = await valueAndGradient(
    (x) => meanAbsoluteError(yTrue, x),
    [
      [1, -3],
      [1, 5],
    ],
    { device },
  );
  expect(value).toEqual([2, 2]);
  expect(gradient.map((slope) => slope + 0)).toEqual([0.5, -0.5, 0, 0.5]);
});
