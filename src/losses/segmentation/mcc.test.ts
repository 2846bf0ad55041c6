import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { mcc } from "./mcc.ts";

test("0 for the mask, 2 for its negative (as SMP publishes), 1 for a guess", async () => {
  const yTrue = float64([[[1, 1, 0, 0]], [[1, 1, 0, 0]], [[1, 1, 0, 0]]]);
  const yPred = float64([[[1, 1, 0, 0]], [[0, 0, 1, 1]], [[0.5, 0.5, 0.5, 0.5]]]);
  expectNumbers(await numbersOf(mcc(yTrue, yPred, { smooth: 1e-9 })), [0, 2, 1], 5e-9);
});

test("a large picture whose masks are all but full does not take the root of a negative number", async () => {
  const nearly = Array.from({ length: 10_000 }, () => 1 - 2 ** -24);
  const { value, gradient } = await valueAndGradient((x) => mcc(constant([[nearly.map(() => 1)]]), x), [[nearly]]);
  for (const number of [...value, ...gradient]) expect(Number.isFinite(number)).toBe(true);
});
