import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawLabels, drawRows, expectValues, oneHotOf, sumOf } from "../../../tests/losses/numbers.ts";
import { concat } from "../../ops/indexing.ts";
import { zeroBoundedPairwise } from "./zeroBoundedPairwise.ts";

test("is log(1 + sum e^-label) + log(1 + sum e^other)", async () => {
  const [bits, scores] = [drawBits(6, 4), drawRows(6, 4)];
  const want = scores.map((row, n) => {
    const part = (bit: number, sign: number): number =>
      Math.log(1 + sumOf(row.map((z, c) => (bits[n]?.[c] === bit ? Math.exp(sign * z) : 0))));
    return part(1, -1) + part(0, 1);
  });
  await expectValues(zeroBoundedPairwise(float64(bits), float64(scores)), want);
});

test("no labels at all: 0 is to win over all scores, as in a softmax with a class of score 0", async () => {
  const scores = drawRows(3, 4);
  const withZero = concat([float64(scores), float64([[0], [0], [0]])], { axis: 1 });
  const { sparseCategoricalCrossentropy } = await import("./sparseCategoricalCrossentropy.ts");
  const want = await numbersOf(sparseCategoricalCrossentropy(int64([4, 4, 4]), withZero, { fromLogits: true }));
  await expectValues(
    zeroBoundedPairwise(float64(oneHotOf(drawLabels(3, 1), 4).map(() => [0, 0, 0, 0])), float64(scores)),
    want,
  );
});
