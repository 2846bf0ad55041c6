import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { quantile } from "../regression/quantile.ts";
import { intervalScore } from "./intervalScore.ts";

test("the width, and what is missed", () =>
  expectElementwise(
    (y, l, u) => intervalScore(y, l, u, { alpha: 0.2 }),
    (y, l, u) => u - l + 10 * Math.max(0, l - y) + 10 * Math.max(0, y - u),
    ["normal", "normal", "normal"],
  ));

test("two quantile losses over alpha, doubled", async () => {
  const [y, l, u] = [float64([3, 0, -2]), float64([-1, -1, -1]), float64([2, 2, 2])];
  const lower = await numbersOf(quantile(y, l, { quantile: 0.05 }));
  const upper = await numbersOf(quantile(y, u, { quantile: 0.95 }));
  const want = lower.map((each, i) => (2 / 0.1) * (each + (upper[i] as number)));
  expectNumbers(await numbersOf(intervalScore(y, l, u)), want);
});
