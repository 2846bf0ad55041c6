import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues, gradientOf } from "../../../tests/losses/numbers.ts";
import { trajectoryBalance } from "./trajectoryBalance.ts";

test("0 where the probabilities balance; the partition function is trained by the rest", async () => {
  const [forward, backward, rewards] = [float64([-2, -1]), float64([-1, -3]), float64([0.5, 1])];
  await expectValues(trajectoryBalance(forward, backward, rewards, { logPartition: 1.5 }), [0, 2.5 ** 2]);
  const slope = await gradientOf((x) => trajectoryBalance(forward, backward, rewards, { logPartition: x }), 1.5);
  expect(slope).toEqual([5]);
});
