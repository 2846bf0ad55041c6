import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { mocoV3 } from "./mocoV3.ts";

test("orthogonal pairs, closed form: both directions, times twice the temperature", async () => {
  const x = float64([
    [1, 0],
    [0, 1],
  ]);
  const each = 2 * 0.5 * 2 * Math.log1p(Math.exp(-2));
  for (const value of await numbersOf(mocoV3(x, x, x, x, { temperature: 0.5 }))) expect(value).toBeCloseTo(each, 12);
});

test("nothing flows back to keys", async () => {
  const held = constant([
    [1, 1],
    [2, 0],
  ]);
  const { gradient } = await valueAndGradient(
    (x) => mocoV3(held, held, x, x),
    [
      [1, 0],
      [0, 1],
    ],
  );
  expect(gradient).toEqual([0, 0, 0, 0]);
});
