import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { softmax } from "../../ops/reduce.ts";
import { jensenShannon } from "./jensenShannon.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];
const kl = (a: readonly number[], b: readonly number[]): number =>
  sumOf(a.map((each, c) => each * Math.log(each / (b[c] as number))));

test("is the mean divergence from the average", async () => {
  const want = logits.map((row, i) => {
    const [t, p] = [targets[i] as number[], softmaxOf(row)];
    const average = t.map((each, c) => (each + (p[c] as number)) / 2);
    return (kl(t, average) + kl(p, average)) / 2;
  });
  await expectValues(jensenShannon(float64(targets), float64(logits), { fromLogits: true }), want);
  await expectValues(jensenShannon(float64(targets), softmax(float64(logits))), want);
});

test("is symmetric, and log 2 without a class in common", async () => {
  const [a, b] = [float64(drawSimplex(3, 4)), float64(drawSimplex(3, 4, 2))];
  await expectValues(jensenShannon(a, b), await numbersOf(jensenShannon(b, a)));
  await expectValues(jensenShannon(float64([[0, 1]]), float64([[1, 0]])), [Math.LN2]);
  const [far] = await numbersOf(jensenShannon(float64([[0, 1]]), float64([[1e4, -1e4]]), { fromLogits: true }));
  expect(far).toBeCloseTo(Math.LN2, 12);
});
