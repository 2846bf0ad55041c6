import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { integrate } from "../../../tests/losses/special.ts";
import type { Tensor } from "../../core/tensor.ts";
import { inverseGaussianNll } from "./inverseGaussianNll.ts";

test("the density", () =>
  expectElementwise(
    (y, m, l) => inverseGaussianNll(y, m, l),
    (y, m, l) => -Math.log(Math.sqrt(l / (2 * Math.PI * y ** 3)) * Math.exp((-l * (y - m) ** 2) / (2 * m ** 2 * y))),
    ["positive", "positive", "positive"],
    1e-10,
  ));

test("the density integrates to 1", async () => {
  const steps = 20000;
  const points = Array.from({ length: steps + 1 }, (_, i) => 0.001 + ((40 - 0.001) * i) / steps);
  const all = (value: number): Tensor => float64(points.map(() => value));
  const surprises = await numbersOf(inverseGaussianNll(float64(points), all(1.2), all(3)));
  const at = (x: number): number => Math.exp(-(surprises[Math.round(((x - 0.001) * steps) / (40 - 0.001))] as number));
  expectNumbers([integrate(at, 0.001, 40, steps)], [1], 1e-6);
});
