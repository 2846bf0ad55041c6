import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { initWeight } from "./initWeight.ts";

const [first, now] = [float64([[1, 2]]), float64([[3, 2]])];

test("half the weight times the mean squared difference, at any step", async () => {
  for (const step of [0, 9])
    expect(await numbersOf(initWeight(first, now, float64(step), { weight: 0.5 }))).toEqual([0.5]);
});

test("with decay a pull to zero that fades", async () => {
  for (const step of [0, 1, 10]) {
    const [value] = await numbersOf(initWeight(first, now, float64(step), { weight: 2, decay: true }));
    expect(value).toBeCloseTo((9 + 4) / 2 / (2 * step + 1), 12);
  }
});
