import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawRows, meanOf } from "../../../tests/losses/numbers.ts";
import { aucMargin } from "./aucMargin.ts";

const [s, y] = [drawRows(7, 1).flat(), [1, 0, 0, 1, 0, 1, 0]];
const of = (label: number): number[] => s.filter((_, i) => y[i] === label);
const [a, b] = [meanOf(of(1)), meanOf(of(0))];
const rawOf = (dual: number): number => Math.log(Math.expm1(dual));
const at = async (dual: number): Promise<number> =>
  meanOf(await numbersOf(aucMargin(float64(y), float64(s), float64([a, b, rawOf(dual)]), { margin: 6 })));

test("at the saddle point it is the mean squared hinge of all pairs, of their mean lead and spread", async () => {
  const [p, spread] = [3 / 7, (label: number, mean: number) => meanOf(of(label).map((each) => (each - mean) ** 2))];
  const dual = 6 + b - a; // above 0 here
  expect(dual).toBeGreaterThan(0);
  expect(await at(dual)).toBeCloseTo(p * (1 - p) * (spread(1, a) + spread(0, b) + dual ** 2), 10);
});

test("the dual variable is at its maximum there, and its gradient is reversed", async () => {
  const dual = 6 + b - a;
  for (const other of [dual - 0.1, dual + 0.1]) expect(await at(other)).toBeLessThan(await at(dual));
  const { gradient } = await valueAndGradient(
    (saddle) => aucMargin(float64(y), float64(s), saddle, { margin: 6 }),
    [a, b, rawOf(dual / 2)],
    { dtype: "float64" },
  );
  expect(gradient[2]).toBeLessThan(0); // descending raises it
});
