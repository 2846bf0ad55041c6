import { expect, test } from "vitest";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { sparsemax } from "./sparsemax.ts";

/** The nearest point of the simplex, by bisection of its threshold. */
function project(row: readonly number[]): number[] {
  let [low, high] = [Math.min(...row) - 1, Math.max(...row)];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (sumOf(row.map((z) => Math.max(0, z - middle))) > 1) low = middle;
    else high = middle;
  }
  return row.map((z) => Math.max(0, z - (low + high) / 2));
}

const [labels, scores] = [drawLabels(8, 5), drawRows(8, 5).map((row) => row.map((z) => z / 3))];

test("is ⟨p, z - z_y⟩ + (1 - |p|²)/2 with gradient p - one-hot, p nearest to z on the simplex", async () => {
  const points = scores.map(project);
  const want = points.map((p, i) => {
    const own = scores[i]?.[labels[i] as number] as number;
    const terms = p.map((each, c) => each * ((scores[i]?.[c] as number) - own) - each ** 2 / 2);
    return 0.5 + sumOf(terms);
  });
  await expectValues(sparsemax(int64(labels), float64(scores)), want);
  const { gradient } = await valueAndGradient((z) => sparsemax(int64(labels), z), scores, { dtype: "float64" });
  expectNumbers(
    gradient,
    points.flatMap((p, i) => p.map((each, c) => each - Number(c === labels[i]))),
  );
});

test("is exactly 0, with exactly no gradient, once the class leads by 1", async () => {
  const { value, gradient } = await valueAndGradient((z) => sparsemax(int64([0]), z), [[3, 2, -1e4]]);
  expect([...value, ...gradient].map(Math.abs)).toEqual([0, 0, 0, 0]);
});

test("offsets and large gaps keep every digit", async () => {
  const at = [
    [1e4, 1e4, 0],
    [-65504, 65504, 0],
  ];
  const { value, gradient } = await valueAndGradient((z) => sparsemax(int64([0, 0]), z), at);
  expect(value).toEqual([0.25, 131008]);
  expectNumbers(gradient, [-0.5, 0.5, 0, -1, 1, 0]);
});
