import { expect, inject, test } from "vitest";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { ShapeError } from "../../core/errors.ts";
import { constant, input } from "../../core/tensor.ts";
import { huber } from "./huber.ts";

const device = inject("device");

test("half the square up to delta, then linear; delta times the sign at the joint", async () => {
  const errors = [-3, -2, -1, 0, 0.5, 2, 2.5];
  const { value, gradient } = await valueAndGradient(
    (x) => huber(constant(errors.map(() => 0)), x, { delta: 2 }),
    errors,
    { device },
  );
  expect(value).toEqual([4, 2, 0.5, 0, 0.125, 2, 3]);
  expect(gradient.map((slope) => slope + 0)).toEqual([-2, -2, -1, 0, 0.5, 2, 2]);
});

test("refuses shapes that would broadcast", () => {
  expect(() => huber(input("t", [4]), input("p", [4, 1]))).toThrow(
    new ShapeError("huber", {
      expected: "yTrue and yPred of equal shape",
      got: "[4] and [4, 1]",
      fix: "reshape yTrue to [4, 1]",
    }),
  );
});
