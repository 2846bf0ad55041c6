import { expect, test } from "vitest";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { entmax15 } from "./entmax15.ts";

/** p = max(0, z/2 - threshold)², the threshold by bisection. */
function entmaxOf(row: readonly number[]): number[] {
  const half = row.map((z) => z / 2);
  let [low, high] = [Math.max(...half) - 1, Math.max(...half)];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (sumOf(half.map((z) => Math.max(0, z - middle) ** 2)) > 1) low = middle;
    else high = middle;
  }
  return half.map((z) => Math.max(0, z - (low + high) / 2) ** 2);
}

const [labels, scores] = [drawLabels(8, 5), drawRows(8, 5)];

test("is ⟨p - one-hot, z⟩ plus the Tsallis entropy of order 1.5, with gradient p - one-hot", async () => {
  const points = scores.map(entmaxOf);
  const want = points.map((p, i) => {
    const own = scores[i]?.[labels[i] as number] as number;
    const entropy = (1 - sumOf(p.map((each) => each ** 1.5))) / (1.5 * 0.5);
    return sumOf(p.map((each, c) => each * ((scores[i]?.[c] as number) - own))) + entropy;
  });
  await expectValues(entmax15(int64(labels), float64(scores)), want);
  const { gradient } = await valueAndGradient((z) => entmax15(int64(labels), z), scores, { dtype: "float64" });
  expectNumbers(
    gradient,
    points.flatMap((p, i) => p.map((each, c) => each - Number(c === labels[i]))),
  );
});

test("is exactly 0, with exactly no gradient, once the class leads by 2", async () => {
  const { value, gradient } = await valueAndGradient((z) => entmax15(int64([0]), z), [[3, 1, -1e4]]);
  expect([...value, ...gradient].map(Math.abs)).toEqual([0, 0, 0, 0]);
});
