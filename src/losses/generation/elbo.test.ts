import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import { elbo } from "./elbo.ts";
import { gaussianKl } from "./gaussianKl.ts";

const yTrue = float64([[1, 0, 1]]);
const yPred = float64([[0.8, 0.3, 0.6]]);
const mean = float64([[0.5, -1]]);
const logVariance = float64([[0, 0.2]]);
const nats = -Math.log(0.8) - Math.log(0.7) - Math.log(0.6);

test("nats of the image plus β times those of the latents", async () => {
  const [kl] = (await numbersOf(gaussianKl(mean, logVariance))) as [number];
  for (const beta of [0, 1, 4]) {
    const [value] = await numbersOf(elbo(yTrue, yPred, mean, logVariance, { beta }));
    expect(value).toBeCloseTo(nats + beta * kl, 12);
  }
});

test("means instead of sums, with any reconstruction", async () => {
  const [value] = await numbersOf(elbo(yTrue, yPred, mean, logVariance, { beta: 0.01, average: true }));
  expect(value).toBeCloseTo(nats / 3 + 0.01 * 0.31785069, 8);
  const options = { beta: 0, reconstruction: meanSquaredError };
  expect((await numbersOf(elbo(yTrue, yPred, mean, logVariance, options)))[0]).toBeCloseTo(0.04 + 0.09 + 0.16, 12);
});
