import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { wassersteinCritic } from "./wassersteinCritic.ts";
import { wassersteinGenerator } from "./wassersteinGenerator.ts";

test("the difference of the mean scores, and the generator's share of it", async () => {
  const fake = float64([
    [1, 3],
    [-2, 0],
  ]);
  const real = float64([
    [5, 1],
    [0, 0],
  ]);
  expect(await numbersOf(wassersteinCritic(real, fake))).toEqual([-1, -1]);
  expect(await numbersOf(wassersteinGenerator(fake))).toEqual([-2, 1]);
});
