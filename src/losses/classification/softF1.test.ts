import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { softF1 } from "./softF1.ts";

const [z, y] = [drawRows(6, 3), drawBits(6, 3)];
const column = (rows: readonly (readonly number[])[], c: number): number[] => rows.map((row) => row[c] as number);

function f1(truth: readonly number[], p: readonly number[]): number {
  return (2 * sumOf(truth.map((t, i) => t * (p[i] as number)))) / (sumOf(truth) + sumOf(p));
}

test("macro from logits, micro from probabilities", async () => {
  const p = z.map((row) => row.map((each) => sigmoidOf(1.5 * (each + 0.2))));
  const macro = await numbersOf(softF1(float64(y), float64(z), { fromLogits: true, sharpness: 1.5, offset: 0.2 }));
  expect(macro[0]).toBeCloseTo(1 - meanOf([0, 1, 2].map((c) => f1(column(y, c), column(p, c)))), 12);
  const micro = await numbersOf(softF1(float64(y), float64(p), { average: "micro" }));
  expect(micro[0]).toBeCloseTo(1 - f1(y.flat(), p.flat()), 12);
});

test("a label that is neither there nor predicted is right", async () => {
  const got = await numbersOf(softF1(float64([[0, 1]]), float64([[0, 0.5]])));
  expect(got[0]).toBeCloseTo((0 + 1 / 3) / 2, 12);
});
