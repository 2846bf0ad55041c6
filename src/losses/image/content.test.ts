import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { mul } from "../../ops/arithmetic.ts";
import { content } from "./content.ts";

test("half the sum of squares, or their mean", async () => {
  const [a, b] = [float64([[[[1, 2]]]]), float64([[[[3, 5]]]])];
  expect(await numbersOf(content(a, b))).toEqual([6.5]);
  expect(await numbersOf(content(a, b, { average: true }))).toEqual([6.5]);
  expect(await numbersOf(content(a, b, { features: (x) => mul(2, x), weights: [0.5] }))).toEqual([13]);
});
