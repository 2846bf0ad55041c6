import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { gaussianKl } from "./gaussianKl.ts";
import { gaussianKlBetween } from "./gaussianKlBetween.ts";

const mean = float64([[0.5, -1]]);
const logVariance = float64([[0.3, -0.7]]);

test("from itself 0, from the standard normal that divergence", async () => {
  expect((await numbersOf(gaussianKlBetween(mean, logVariance, mean, logVariance)))[0]).toBeCloseTo(0, 14);
  const zero = float64([[0, 0]]);
  const [between] = await numbersOf(gaussianKlBetween(mean, logVariance, zero, zero));
  expect(between).toBeCloseTo((await numbersOf(gaussianKl(mean, logVariance)))[0] as number, 12);
});

test("by its textbook form", async () => {
  const kl = (m1: number, v1: number, m2: number, v2: number): number =>
    0.5 * (Math.log(v2 / v1) + (v1 + (m1 - m2) ** 2) / v2 - 1);
  const [value] = await numbersOf(
    gaussianKlBetween(float64([[1]]), float64([[Math.log(2)]]), float64([[3]]), float64([[Math.log(5)]])),
  );
  expect(value).toBeCloseTo(kl(1, 2, 3, 5), 12);
});
