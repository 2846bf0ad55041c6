import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add } from "../../ops/arithmetic.ts";
import { laplacianPyramid } from "./laplacianPyramid.ts";

test("a constant difference is in the rest alone", async () => {
  const image = float64([
    [
      [
        [1, 4, 2, 0],
        [3, 3, 1, 5],
        [0, 2, 2, 8],
        [7, 1, 0, 1],
      ],
    ],
  ]);
  for (const levels of [1, 2, 3])
    expect((await numbersOf(laplacianPyramid(image, add(image, 0.25), { levels })))[0]).toBeCloseTo(0.25, 12);
});

test("images of any size, down to a pixel", async () => {
  expect((await numbersOf(laplacianPyramid(float64([[[[1]]]]), float64([[[[3]]]]))))[0]).toBeCloseTo(2, 12);
});
