import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { rDrop } from "./rDrop.ts";

test("passes that agree pay both cross-entropies and no more", async () => {
  const [labels, logits] = [int64([0]), float64([[0, Math.log(3)]])];
  expect((await numbersOf(rDrop(labels, logits, logits, { alpha: 9 })))[0]).toBeCloseTo(2 * Math.log(4), 12);
});

test("it is symmetric in the passes, and no less than without the divergence", async () => {
  const [labels, p, q] = [int64([2]), float64([[1, 0, 3]]), float64([[0, 2, 1]])];
  const [there] = await numbersOf(rDrop(labels, p, q));
  expect((await numbersOf(rDrop(labels, q, p)))[0]).toBeCloseTo(there as number, 12);
  const [plain] = await numbersOf(rDrop(labels, p, q, { alpha: 0 }));
  expect(there as number).toBeGreaterThan(plain as number);
});
