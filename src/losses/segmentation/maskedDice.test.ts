import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { dice } from "./dice.ts";
import { maskedDice } from "./maskedDice.ts";

test("pixels that do not count change nothing", async () => {
  const counts = float64([[[1, 1, 0]]]);
  const known = await numbersOf(dice(float64([[[1, 0]]]), float64([[[0.8, 0.3]]])));
  for (const yPred of [[[[0.8, 0.3, 0]]], [[[0.8, 0.3, 1]]]])
    expectNumbers(await numbersOf(maskedDice(float64([[[1, 0, 1]]]), float64(yPred), counts)), known);
  const { gradient } = await valueAndGradient(
    (x) => maskedDice(constant([[[1, 0, 1]]]), x, constant([[[1, 1, 0]]])),
    [[[0.8, 0.3, 0.5]]],
  );
  expect(Math.abs(gradient[2] as number)).toBe(0);
});
