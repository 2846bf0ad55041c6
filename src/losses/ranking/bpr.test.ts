import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, meanOf, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { bpr } from "./bpr.ts";

test("against its formula", async () => {
  const [chosen, others] = [drawRows(6, 1).flat(), drawRows(6, 5, 2)];
  const got = await numbersOf(bpr(float64(chosen), float64(others)));
  chosen.forEach((p, i) => {
    const n = others[i] as number[];
    const want = meanOf(n.map((s) => -Math.log(sigmoidOf(p - s))));
    expect(got[i]).toBeCloseTo(want, 10);
  });
});
