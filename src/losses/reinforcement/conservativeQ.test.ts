import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { conservativeQ } from "./conservativeQ.ts";

test.each([1, 0.5])("soft maximum less the action's value, temperature %d", async (temperature) => {
  const values = drawRows(3, 4);
  const actions = [1, 0, 3];
  const want = values.map((row, i) => {
    const soft = temperature * Math.log(sumOf(row.map((x) => Math.exp(x / temperature))));
    return soft - (row[actions[i] as number] as number);
  });
  await expectValues(conservativeQ(float64(values), int64(actions), { temperature }), want);
});
