import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { mul } from "../../ops/arithmetic.ts";
import { softmax } from "../../ops/reduce.ts";
import { alphaDivergence } from "./alphaDivergence.ts";
import { hellinger } from "./hellinger.ts";
import { klDivergence } from "./klDivergence.ts";
import { reverseKl } from "./reverseKl.ts";

const [t, z] = [float64(drawSimplex(4, 3, 2)), float64(drawRows(4, 3))];

test("is (1 - sum t^a p^(1 - a)) / (a (1 - a))", async () => {
  const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];
  const want = logits.map((row, i) => {
    const terms = softmaxOf(row).map((p, c) => (targets[i]?.[c] as number) ** 0.3 * p ** 0.7);
    return (1 - sumOf(terms)) / 0.21;
  });
  await expectValues(alphaDivergence(t, z, { alpha: 0.3, fromLogits: true }), want);
  await expectValues(alphaDivergence(t, softmax(z), { alpha: 0.3 }), want);
});

test("lies between both Kullback-Leibler divergences; ½ is four times the squared Hellinger distance", async () => {
  const near = async (alpha: number): Promise<number[]> =>
    numbersOf(alphaDivergence(t, z, { alpha, fromLogits: true }));
  await expectValues(klDivergence(t, z, { fromLogits: true }), await near(1 - 1e-6), 1e-6);
  await expectValues(reverseKl(t, z, { fromLogits: true }), await near(1e-6), 1e-6);
  const distance = hellinger(t, z, { fromLogits: true, squared: true });
  await expectValues(mul(4, distance), await near(0.5));
});
