import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { input, type Tensor } from "../../core/tensor.ts";
import { cast } from "../../ops/structure.ts";
import spec, { masked } from "./masked.ts";

const [yTrue, yPred] = [
  float64([
    [
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ]),
  float64([
    [
      [1, 1],
      [3, 3],
    ],
    [
      [2, 2],
      [2, 2],
    ],
  ]),
];

test("the mean over kept positions; hidden ones do not count as right, as they do in MONAI", async () => {
  const mask = float64([
    [1, 0],
    [0, 0],
  ]);
  expect(await numbersOf(masked(yTrue, yPred, mask))).toEqual([1, 0]);
  expect(await numbersOf(cast(spec.mask?.(yTrue, yPred, mask) as Tensor, "float64"))).toEqual([1, 0]);
});

test("what is hidden may be NaN", async () => {
  const holes = float64([
    [
      [1, 1],
      [Number.NaN, 0],
    ],
    [
      [2, 2],
      [2, 2],
    ],
  ]);
  expect(
    await numbersOf(
      masked(
        yTrue,
        holes,
        float64([
          [1, 0],
          [1, 1],
        ]),
      ),
    ),
  ).toEqual([1, 4]);
});

test("a mask that does not fit the loss's values is refused, with the shape that would", () => {
  const mask = input("mask", [2, 2, 2], { dtype: "float64" });
  expect(() => masked(yTrue, yPred, mask)).toThrow(
    "expected mask with one entry for each value of the loss, [2, 2], got",
  );
});
