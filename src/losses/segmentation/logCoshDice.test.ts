import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { logCoshDice } from "./logCoshDice.ts";

test("log cosh 1 without overlap; half the square, with all its digits, of a small loss", async () => {
  const apart = logCoshDice(float64([[[1, 0]]]), float64([[[0, 1]]]), { smooth: 0 });
  expectNumbers(await numbersOf(apart), [Math.log(Math.cosh(1))]);
  const { value } = await valueAndGradient((x) => logCoshDice(constant([[[1]]]), x, { smooth: 0 }), [[[1 - 2 ** -10]]]);
  const dice = 1 - (2 * (1 - 2 ** -10)) / (2 - 2 ** -10);
  expect((value[0] as number) / (dice ** 2 / 2)).toBeCloseTo(1, 3);
});
