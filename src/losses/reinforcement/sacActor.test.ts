import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues } from "../../../tests/losses/numbers.ts";
import { sacActor } from "./sacActor.ts";

test("price of the log-probability less the value", async () => {
  const [logs, q] = [drawRow(5, 1), drawRow(5, 2)] as const;
  const want = logs.map((log, i) => 0.2 * log - (q[i] as number));
  await expectValues(sacActor(float64(logs), float64(q)), want);
});
