import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { squentropy } from "./squentropy.ts";

test("adds the mean square of the other logits to cross-entropy", async () => {
  const [labels, logits] = [drawLabels(6, 4), drawRows(6, 4)];
  const want = logits.map((row, i) => {
    const squares = sumOf(row.filter((_, c) => c !== labels[i]).map((z) => z ** 2));
    return squares / 3 - Math.log(softmaxOf(row)[labels[i] as number] as number);
  });
  await expectValues(squentropy(int64(labels), float64(logits)), want);
});
