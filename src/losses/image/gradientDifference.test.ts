import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add } from "../../ops/arithmetic.ts";
import { gradientDifference } from "./gradientDifference.ts";

test("a constant added costs nothing; blur does", async () => {
  const edge = float64([[[[0, 0, 1, 1]]]]);
  expect(await numbersOf(gradientDifference(edge, add(edge, 0.5)))).toEqual([0]);
  const [value] = await numbersOf(gradientDifference(edge, float64([[[[0, 0.25, 0.75, 1]]]]), { alpha: 2 }));
  expect(value).toBeCloseTo((0.25 ** 2 + 0.5 ** 2 + 0.25 ** 2) / 3, 12);
});
