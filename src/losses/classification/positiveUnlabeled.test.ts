import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import { positiveUnlabeled } from "./positiveUnlabeled.ts";

const isPositive = [1, 0, 0, 1, 0, 0, 1, 0];
const logits = drawRows(1, 8)[0] as number[];
const logistic = (z: number): number => Math.log1p(Math.exp(-z));
const sigmoid = (z: number): number => 1 / (1 + Math.exp(z));

test.each([
  ["sigmoid", sigmoid],
  ["logistic", logistic],
] as const)("is the risk estimated from both kinds, %s", async (surrogate, loss) => {
  const of = (kind: number, sign: number): number =>
    meanOf(logits.filter((_, i) => isPositive[i] === kind).map((z) => loss(sign * z)));
  const negative = of(0, -1) - 0.4 * of(1, -1);
  const options = { prior: 0.4, surrogate };
  const [t, z] = [float64([isPositive]), float64([logits])];
  await expectValues(positiveUnlabeled(t, z, options), [0.4 * of(1, 1) + Math.max(0, negative)]);
  await expectValues(positiveUnlabeled(t, z, { ...options, nonNegative: false }), [0.4 * of(1, 1) + negative]);
});

test("overfitted positives make the plain estimate negative, the other not", async () => {
  const [t, z] = [float64([[1, 1, 0, 0]]), float64([[9, 9, -9, -9]])];
  const [plain] = await numbersOf(positiveUnlabeled(t, z, { nonNegative: false }));
  const [held] = await numbersOf(positiveUnlabeled(t, z));
  expect(plain).toBeLessThan(-0.4);
  expect(held).toBeGreaterThanOrEqual(0);
});

test("a batch without positives, or with nothing else, is finite", async () => {
  for (const kind of [0, 1]) {
    const [value] = await numbersOf(positiveUnlabeled(float64([[kind], [kind]]), float64([[1], [-1]])));
    expect(Number.isFinite(value)).toBe(true);
  }
});
