import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { mul } from "../../ops/arithmetic.ts";
import { normalizedGradientField } from "./normalizedGradientField.ts";

test("parallel edges, also inverted ones as far as they are strong; crossing ones cost 1", async () => {
  const rows = [
    [0, 100, 200],
    [0, 100, 200],
    [0, 100, 200],
  ];
  const ramp = float64([[rows]]);
  expect((await numbersOf(normalizedGradientField(ramp, mul(3, ramp))))[0]).toBeCloseTo(0, 5);
  expect((await numbersOf(normalizedGradientField(ramp, mul(-1, ramp))))[0]).toBeCloseTo(0, 5);
  const crossing = float64([
    [
      [
        [0, 0, 0],
        [100, 100, 100],
        [200, 200, 200],
      ],
    ],
  ]);
  expect((await numbersOf(normalizedGradientField(ramp, crossing)))[0]).toBeCloseTo(1, 5);
});
