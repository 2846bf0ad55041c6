import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, softmaxOf } from "../../../tests/losses/numbers.ts";
import { selfImitation } from "./selfImitation.ts";

const logits = drawRows(4, 3);
const actions = [0, 2, 1, 2];
const logOf = (row: readonly number[], action: number): number => Math.log(softmaxOf(row)[action] as number);
const logs = logits.map((row, i) => logOf(row, actions[i] as number));

test("only what went better than the value counts", async () => {
  const [returns, values] = [
    [1, -1, 2, 0],
    [0, 0, 0.5, 0],
  ] as const;
  const better = returns.map((r, i) => Math.max(r - (values[i] as number), 0));
  const want = better.map((gain, i) => -gain * (logs[i] as number) + 0.25 * gain ** 2);
  const got = selfImitation(float64(logits), int64(actions), float64(returns), float64(values), { valueWeight: 0.5 });
  await expectValues(got, want);
});
