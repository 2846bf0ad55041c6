import { expect, test } from "vitest";
import { float64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectValues, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { orpo } from "./orpo.ts";

test("against probabilities", async () => {
  const [p, q] = [
    [0.3, 0.9, 0.5],
    [0.2, 0.95, 0.5],
  ] as const;
  const odds = (x: number): number => x / (1 - x);
  const want = p.map((x, i) => -Math.log(x) - 0.3 * Math.log(sigmoidOf(Math.log(odds(x) / odds(q[i] as number)))));
  await expectValues(orpo(float64(p.map(Math.log)), float64(q.map(Math.log)), { weight: 0.3 }), want);
});

test("odds of probabilities next to 1 keep their digits in float32", async () => {
  const { value } = await valueAndGradient((x) => orpo(x, constant([-1]), { weight: 1 }), [-1e-7]);
  const odds = (log: number): number => log - Math.log(-Math.expm1(log));
  expect(value[0]).toBeCloseTo(1e-7 + Math.log1p(Math.exp(odds(-1) - odds(-1e-7))), 6);
});
