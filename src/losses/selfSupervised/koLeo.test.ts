import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { koLeo } from "./koLeo.ts";

test("minus log of the distance to the nearest other direction", async () => {
  const values = await numbersOf(
    koLeo(
      float64([
        [5, 0],
        [0, 2],
        [-1, 0],
      ]),
    ),
  );
  for (const value of values) expect(value).toBeCloseTo(-Math.log(Math.SQRT2), 7);
});

test("close neighbours keep their distance's digits in float32: 2 - 2 cos would be 0", async () => {
  const { value } = await valueAndGradient(
    (x) => koLeo(x),
    [
      [1, 0],
      [1, 1e-4],
    ],
  );
  expect(value[0]).toBeCloseTo(-Math.log(1e-4), 3);
});
