import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { circularError } from "./circularError.ts";

test("one less the cosine of the difference; whole turns are free", async () => {
  await expectElementwise(circularError, (y, p) => 1 - Math.cos(p - y));
  expectNumbers(await numbersOf(circularError(float64([3]), float64([3 - 2 * Math.PI]))), [0]);
});

test("small differences keep their digits", async () => {
  const { value } = await valueAndGradient((x) => circularError(constant([0]), x), [1e-4]);
  expect((value[0] as number) * 2e8).toBeCloseTo(1, 5);
});
