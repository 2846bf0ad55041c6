import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { mul } from "../../ops/arithmetic.ts";
import { sobelEdge } from "./sobelEdge.ts";

test("a ramp of 1 a pixel has strength 1 inside, a half at the repeated border", async () => {
  const ramp = float64([
    [
      [
        [0, 1, 2, 3],
        [0, 1, 2, 3],
        [0, 1, 2, 3],
      ],
    ],
  ]);
  const [value] = await numbersOf(sobelEdge(ramp, mul(0, ramp)));
  expect(value).toBeCloseTo((0.5 + 1 + 1 + 0.5) / 4, 12);
});
