import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { wassersteinGenerator } from "./wassersteinGenerator.ts";

test("the score, negated, averaged over patches", async () => {
  expect(await numbersOf(wassersteinGenerator(float64([[2, 4]])))).toEqual([-3]);
  expect(await numbersOf(wassersteinGenerator(float64([2, -4])))).toEqual([-2, 4]);
});
