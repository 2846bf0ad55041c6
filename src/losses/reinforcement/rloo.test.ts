import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { rloo } from "./rloo.ts";

test("each answer against the mean of the others", async () => {
  const [logs, rewards] = [drawRows(2, 4, 1), drawRows(2, 4, 2)] as const;
  const want = logs.map((row, i) => {
    const r = rewards[i] as number[];
    return -sumOf(row.map((log, k) => log * ((r[k] as number) - (sumOf(r) - (r[k] as number)) / 3))) / 4;
  });
  await expectValues(rloo(float64(logs), float64(rewards)), want);
});

test("one answer alone teaches nothing", async () => {
  await expectValues(rloo(float64([[-1]]), float64([[5]])), [0]);
});
