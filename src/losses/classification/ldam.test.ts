import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf } from "../../../tests/losses/numbers.ts";
import { ldam } from "./ldam.ts";

test("the label's logit lacks a margin by the fourth root of its count", async () => {
  const [z, y, classCounts] = [drawRows(6, 4), drawLabels(6, 4), [81, 16, 16, 1]];
  const got = await numbersOf(ldam(int64(y), float64(z), { classCounts, maxMargin: 0.6, scale: 3 }));
  z.forEach((row, i) => {
    const label = y[i] as number;
    const margin = [0.2, 0.3, 0.3, 0.6][label] as number;
    const p = softmaxOf(row.map((each, c) => 3 * (c === label ? each - margin : each)));
    expect(got[i]).toBeCloseTo(-Math.log(p[label] as number), 12);
  });
});
