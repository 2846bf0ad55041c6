import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { logLogisticNll } from "./logLogisticNll.ts";

test("the density of an event, the survival of a censored one", async () => {
  const survival = (t: number, l: number, k: number): number => 1 / (1 + (t / l) ** k);
  const density = (t: number, l: number, k: number): number => (k / l) * (t / l) ** (k - 1) * survival(t, l, k) ** 2;
  await expectElementwise(
    (t, l, k) => logLogisticNll(t, mul(0, t), l, k),
    (t, l, k) => -Math.log(survival(t, l, k)),
    ["positive", "positive", "positive"],
  );
  await expectElementwise(
    (t, l, k) => logLogisticNll(t, add(1, mul(0, t)), l, k),
    (t, l, k) => -Math.log(density(t, l, k)),
    ["positive", "positive", "positive"],
  );
});

test("half of all events come before the scale, whatever the shape", async () => {
  const censored = logLogisticNll(float64([3, 3]), float64([0, 0]), float64([3, 3]), float64([0.2, 900]));
  expectNumbers(await numbersOf(censored), [Math.LN2, Math.LN2]);
});
