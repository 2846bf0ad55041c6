import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues, gradientOf } from "../../../tests/losses/numbers.ts";
import { sacTemperature } from "./sacTemperature.ts";

test("the temperature grows while entropy is short of its target", async () => {
  await expectValues(
    sacTemperature(float64([-1, 2]), { logTemperature: Math.log(0.5), targetEntropy: -1.5 }),
    [1.25, -0.25],
  );
  const slope = (log: number): Promise<number[]> =>
    gradientOf((x) => sacTemperature(float64([log]), { logTemperature: x, targetEntropy: 1 }), 0);
  expect((await slope(0))[0]).toBe(-1); // entropy 0 is below 1: descent raises the temperature
  expect((await slope(-3))[0]).toBe(2);
});
