import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { sparseActivation } from "./sparseActivation.ts";

test("0 at the wanted rate, the divergence elsewhere", async () => {
  const at = (rate: number): Promise<number[]> => numbersOf(sparseActivation(float64([[rate], [rate]]), { rate: 0.2 }));
  expect((await at(0.2))[0]).toBeCloseTo(0, 14);
  expect((await at(0.5))[0]).toBeCloseTo(0.2 * Math.log(0.4) + 0.8 * Math.log(1.6), 12);
});

test("only the mean over the batch counts", async () => {
  const [value] = await numbersOf(sparseActivation(float64([[0.1], [0.3]]), { rate: 0.2 }));
  expect(value).toBeCloseTo(0, 14);
});
