import { expect, inject, test } from "vitest";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { ShapeError } from "../../core/errors.ts";
import { constant, input } from "../../core/tensor.ts";
import { meanSquaredError } from "./meanSquaredError.ts";

const device = inject("device");

test("a batch of scalars: e² with gradient 2 e", async () => {
  const { value, gradient } = await valueAndGradient((x) => meanSquaredError(constant([1, 2, 3]), x), [-1, 2, 7], {
    device,
  });
  expect(value).toEqual([4, 0, 16]);
  expect(gradient.map((slope) => slope + 0)).toEqual([-4, 0, 8]);
});

test("the last axis is averaged, positions between are kept", async () => {
  const yTrue = constant([
    [
      [0, 0],
      [1, 1],
    ],
  ]);
  const { value, gradient } = await valueAndGradient(
    (x) => meanSquaredError(yTrue, x),
    [
      [
        [1, -3],
        [1, 5],
      ],
    ],
    { device },
  );
  expect(value).toEqual([5, 8]);
  expect(gradient.map((slope) => slope + 0)).toEqual([1, -3, 0, 4]);
});

test("[4] against [4, 1] is an error, not [4, 4]", () => {
  expect(() => meanSquaredError(input("t", [4]), input("p", [4, 1]))).toThrow(ShapeError);
});
