import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { surfaceNormal } from "./surfaceNormal.ts";

test("a constant added does not turn a surface; a plane of slope 1 is at 45 degrees to a flat one", async () => {
  const plane = float64([
    [
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
    ],
  ]);
  expect((await numbersOf(surfaceNormal(plane, add(plane, 5))))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(surfaceNormal(plane, mul(0, plane))))[0]).toBeCloseTo(1 - Math.SQRT1_2, 12);
});
