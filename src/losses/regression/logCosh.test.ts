import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { logCosh } from "./logCosh.ts";

test("log cosh of the error", () => expectElementwise(logCosh, (y, p) => Math.log(Math.cosh(p - y))));

test("optax's published numbers: no overflow at an error of 700", async () => {
  const got = await numbersOf(logCosh(float64([-200, -1.5, 0, -1, 1]), float64([500, -2, -1, 0.5, 1])));
  expectNumbers(got, [699.3068, 0.12011445, 0.4337809, 0.85544014, 0], 1e-7);
});

test("small errors keep their digits in float32", async () => {
  const { value } = await valueAndGradient((x) => logCosh(constant([0]), x), [0.01]);
  expect(Math.abs((value[0] as number) / 4.999916668e-5 - 1)).toBeLessThan(1e-4);
});
