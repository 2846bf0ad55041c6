import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { byol } from "./byol.ts";

test("from 0 for one direction to 4 for the opposite one, at any length", async () => {
  const target = float64([
    [2, 0],
    [2, 0],
    [2, 0],
  ]);
  expect(
    await numbersOf(
      byol(
        target,
        float64([
          [5, 0],
          [0, 1],
          [-0.1, 0],
        ]),
      ),
    ),
  ).toEqual([0, 2, 4]);
});

test("nothing flows back to the target", async () => {
  const { gradient } = await valueAndGradient((x) => byol(x, constant([[1, 1]])), [[1, 0]]);
  expect(gradient).toEqual([0, 0]);
});
