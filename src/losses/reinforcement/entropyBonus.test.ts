import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { entropyBonus } from "./entropyBonus.ts";

test("minus the entropy: -log n where all are alike, 0 where one is certain", async () => {
  const row = drawRow(3);
  const p = softmaxOf(row);
  await expectValues(entropyBonus(float64([[2, 2, 2], [5000, 0, -5000], row])), [
    -Math.log(3),
    0,
    sumOf(p.map((x) => x * Math.log(x))),
  ]);
});
