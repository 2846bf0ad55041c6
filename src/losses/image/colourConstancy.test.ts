import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { colourConstancy } from "./colourConstancy.ts";

test("squares of the three differences of means", async () => {
  const image = float64([[[[1, 3]], [[0, 0]], [[5, 5]]]]);
  expect(await numbersOf(colourConstancy(image))).toEqual([2 ** 2 + 3 ** 2 + 5 ** 2]);
});
