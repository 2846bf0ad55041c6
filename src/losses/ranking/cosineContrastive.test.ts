import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, meanOf } from "../../../tests/losses/numbers.ts";
import { cosineContrastive } from "./cosineContrastive.ts";

test("against its formula", async () => {
  const [chosen, others] = [drawRows(6, 1).flat(), drawRows(6, 5, 2)];
  const got = await numbersOf(cosineContrastive(float64(chosen), float64(others), { margin: 0.2, negativeWeight: 3 }));
  chosen.forEach((p, i) => {
    const n = others[i] as number[];
    const want = 1 - p + 3 * meanOf(n.map((s) => Math.max(0, s - 0.2)));
    expect(got[i]).toBeCloseTo(want, 10);
  });
});
