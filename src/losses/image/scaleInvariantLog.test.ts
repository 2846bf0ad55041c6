import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { scaleInvariantLog } from "./scaleInvariantLog.ts";

test("a common factor: forgiven fully, half, or not at all", async () => {
  const depth = float64([[1, 2, 5]]);
  const loss = async (lambda: number): Promise<number> =>
    (await numbersOf(scaleInvariantLog(depth, mul(Math.E, depth), { lambda })))[0] as number;
  expect(await loss(1)).toBeCloseTo(0, 12);
  expect(await loss(0.5)).toBeCloseTo(0.5, 12);
  expect(await loss(0)).toBeCloseTo(1, 12);
});

test("the root at equal depths has a gradient of 0, not infinity", async () => {
  const { gradient } = await valueAndGradient(
    (x) => scaleInvariantLog(constant([[1, 2]]), x, { root: true }),
    [[1, 2]],
  );
  expect(gradient.map(Math.abs)).toEqual([0, 0]);
});
