import { describe, expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf } from "../../../tests/losses/numbers.ts";
import { weightedKappa } from "./weightedKappa.ts";

describe("1 - kappa", () => {
  test("the value published with TensorFlow Addons, of its logarithm", async () => {
    const yPred = [
      [0.1, 0.2, 0.6, 0.1],
      [0.1, 0.5, 0.3, 0.1],
      [0.8, 0.05, 0.05, 0.1],
      [0.01, 0.09, 0.1, 0.8],
    ];
    const [got] = await numbersOf(weightedKappa(int64([2, 1, 0, 3]), float64(yPred)));
    expect(Math.log((got as number) + 1e-6)).toBeCloseTo(-1.1611925, 5);
  });

  test.each([1, 2])("power %d, by counting", async (power) => {
    const [z, y] = [drawRows(6, 4), drawLabels(6, 4)];
    const p = z.map(softmaxOf);
    let [observed, expected] = [0, 0];
    y.forEach((label, i) => {
      for (let j = 0; j < 6; j++)
        for (let c = 0; c < 4; c++) {
          const cost = Math.abs(label - c) ** power * (p[j]?.[c] as number);
          expected += cost / 6;
          if (i === j) observed += cost;
        }
    });
    const [got] = await numbersOf(weightedKappa(int64(y), float64(z), { fromLogits: true, power }));
    expect(got).toBeCloseTo(observed / expected, 12);
  });

  test("nothing to disagree about is 0", async () => {
    const one = [
      [1, 0],
      [1, 0],
    ];
    expect(await numbersOf(weightedKappa(int64([0, 0]), float64(one)))).toEqual([0]);
  });
});
