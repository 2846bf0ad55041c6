import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, softmaxOf } from "../../../tests/losses/numbers.ts";
import { sampledSoftmax } from "./sampledSoftmax.ts";

test("against its formula", async () => {
  const [chosen, others] = [drawRows(6, 1).flat(), drawRows(6, 5, 2)];
  const got = await numbersOf(sampledSoftmax(float64(chosen), float64(others), { temperature: 0.5 }));
  chosen.forEach((p, i) => {
    const n = others[i] as number[];
    const want = -Math.log(softmaxOf([p, ...n].map((s) => s / 0.5))[0] as number);
    expect(got[i]).toBeCloseTo(want, 10);
  });
});
