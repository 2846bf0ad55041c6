import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { leastSquaresDiscriminator } from "./leastSquaresDiscriminator.ts";

test("half the squared distances from the labels", async () => {
  const [real, fake] = [float64([1, 3]), float64([0, -2])];
  expect(await numbersOf(leastSquaresDiscriminator(real, fake))).toEqual([0, 4]);
  // a = -1, b = 1 with c = 0 for the generator minimises the Pearson divergence (section 3.2 of the paper).
  expect(await numbersOf(leastSquaresDiscriminator(real, fake, { fakeLabel: -1 }))).toEqual([0.5, 2.5]);
});
