import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { integrate } from "../../../tests/losses/special.ts";
import type { Tensor } from "../../core/tensor.ts";
import { asymmetricLaplaceNll } from "./asymmetricLaplaceNll.ts";

test("the quantile loss over the scale, normalised", () =>
  expectElementwise(
    (y, m, b) => asymmetricLaplaceNll(y, m, b, { quantile: 0.8 }),
    (y, m, b) => Math.log(b / (0.8 * 0.2)) + Math.max(0.8 * (y - m), -0.2 * (y - m)) / b,
    ["normal", "normal", "positive"],
  ));

test("the density integrates to 1", async () => {
  const steps = 4000;
  const points = Array.from({ length: steps + 1 }, (_, i) => -40 + ((40 - -40) * i) / steps);
  const all = (value: number): Tensor => float64(points.map(() => value));
  const surprises = await numbersOf(asymmetricLaplaceNll(float64(points), all(0), all(0.5), { quantile: 0.7 }));
  const at = (x: number): number => Math.exp(-(surprises[Math.round(((x - -40) * steps) / (40 - -40))] as number));
  expectNumbers([integrate(at, -40, 40, steps)], [1], 1e-5);
});
