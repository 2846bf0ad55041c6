import { describe, expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { biTemperedLogistic } from "./biTemperedLogistic.ts";

const logT = (x: number, t: number): number => (t === 1 ? Math.log(x) : (x ** (1 - t) - 1) / (1 - t));
const expT = (x: number, t: number): number => (t === 1 ? Math.exp(x) : Math.max(0, 1 + (1 - t) * x) ** (1 / (1 - t)));

/** The tempered softmax by bisection. */
function temperedSoftmax(row: readonly number[], t: number): number[] {
  let [low, high] = [Math.max(...row), Math.max(...row) - logT(1 / row.length, t)];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (sumOf(row.map((z) => expT(z - middle, t))) > 1) low = middle;
    else high = middle;
  }
  return row.map((z) => expT(z - low, t));
}

const oneHot = (y: readonly number[], classes: number): number[][] =>
  y.map((label) => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0)));

describe.each([
  [0.8, 1.2],
  [0.5, 3],
  [0, 1.05],
  [1, 1.5],
  [0.7, 1],
])("t1 = %d, t2 = %d", (t1, t2) => {
  test.each([4, 300])("%d classes, against bisection", async (classes) => {
    const [z, y] = [drawRows(4, classes), oneHot(drawLabels(4, classes), classes)];
    const smooth = y.map((row) => row.map((each) => 0.9 * each + 0.1 / classes));
    for (const [target, labelSmoothing] of [
      [y, 0],
      [smooth, 0.1],
    ] as const) {
      const got = await numbersOf(biTemperedLogistic(float64(y), float64(z), { t1, t2, labelSmoothing }));
      z.forEach((row, i) => {
        const terms = temperedSoftmax(row, t2).map((p, c) => {
          const wanted = target[i]?.[c] as number;
          const cross = wanted === 0 ? 0 : wanted * (logT(wanted, t1) - logT(p, t1));
          return cross - (wanted ** (2 - t1) - p ** (2 - t1)) / (2 - t1);
        });
        expect(got[i]).toBeCloseTo(sumOf(terms), 9);
      });
    }
  });
});

test("both temperatures 1: the softmax cross-entropy", async () => {
  const [z, y] = [drawRows(5, 4), drawLabels(5, 4)];
  const got = await numbersOf(biTemperedLogistic(float64(oneHot(y, 4)), float64(z), { t1: 1, t2: 1 }));
  z.forEach((row, i) => {
    expect(got[i]).toBeCloseTo(-Math.log(softmaxOf(row)[y[i] as number] as number), 12);
  });
});

test("bounded for an outlier, with a gradient that vanishes", async () => {
  const { value, gradient } = await valueAndGradient(
    (z) => biTemperedLogistic(float64([[0, 1]]), z, { t1: 0.5, t2: 1.5 }),
    [[1e6, 0]],
    { dtype: "float64" },
  );
  expect(value[0]).toBeCloseTo(2, 2); // 1/(1 - t1) - 1/(2 - t1) + 1/(2 - t1)
  expect(Math.abs(gradient[0] as number)).toBeLessThan(1e-6);
});
