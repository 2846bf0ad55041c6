import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues, gradientOf } from "../../../tests/losses/numbers.ts";
import { advantageWeighted } from "./advantageWeighted.ts";

test("weights grow with the advantage, up to a bound, and pass no gradient", async () => {
  const [logs, advantages] = [
    [-1, -2, -3],
    [0, 1, 100],
  ] as const;
  const got = advantageWeighted(float64(logs), float64(advantages), { temperature: 2, maxWeight: 5 });
  await expectValues(got, [1, 2 * Math.exp(0.5), 15]);
  const slope = await gradientOf((x) => advantageWeighted(x, x), [-1]);
  expect(slope[0]).toBeCloseTo(-Math.exp(-1), 12);
});
