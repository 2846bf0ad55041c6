import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { meanOf, scores, sigmoidOf } from "../../../tests/losses/scores.ts";
import { bpr } from "./bpr.ts";

test("against its formula", async () => {
  const [chosen, others] = [scores(6, 1).flat(), scores(6, 5, 2)];
  const got = await numbersOf(bpr(float64(chosen), float64(others)));
  chosen.forEach((p, i) => {
    const n = others[i] as number[];
    const want = meanOf(n.map((s) => -Math.log(sigmoidOf(p - s))));
    expect(got[i]).toBeCloseTo(want, 10);
  });
});
