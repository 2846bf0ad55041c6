import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { betaTcVae } from "./betaTcVae.ts";

const latents = [
  [0.2, -1],
  [0.5, 0.3],
  [-0.8, 1.1],
];
const mean = [
  [0.1, -0.9],
  [0.7, 0],
  [-1, 1],
];
const logVariance = [
  [-1, 0.2],
  [0.3, -0.5],
  [0, 0.1],
];
const density = (z: number, m: number, v: number): number => Math.exp(-0.5 * ((z - m) ** 2 * Math.exp(-v) + v));

test("the three terms, from the batch", async () => {
  const beta = 3;
  const got = await numbersOf(betaTcVae(float64(latents), float64(mean), float64(logVariance), { beta }));
  latents.forEach((z, i) => {
    const of = (j: number, k: number): number =>
      density(z[k] as number, mean[j]?.[k] as number, logVariance[j]?.[k] as number);
    const rows = [0, 1, 2];
    const own = Math.log(of(i, 0) * of(i, 1));
    const joint = Math.log(rows.reduce((sum, j) => sum + of(j, 0) * of(j, 1), 0));
    const product = [0, 1].reduce((sum, k) => sum + Math.log(rows.reduce((total, j) => total + of(j, k), 0)), 0);
    const prior = -0.5 * z.reduce((sum, x) => sum + x * x, 0);
    expect(got[i]).toBeCloseTo(own - joint + beta * (joint - product) + product - prior, 12);
  });
});
