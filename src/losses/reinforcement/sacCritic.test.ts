import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues } from "../../../tests/losses/numbers.ts";
import { sacCritic } from "./sacCritic.ts";

test("against a loop", async () => {
  const [q, rewards, next, logs] = [drawRow(5, 1), drawRow(5, 2), drawRow(5, 3), drawRow(5, 4)] as const;
  const continues = [1, 0, 1, 1, 0];
  const want = q.map((value, i) => {
    const soft = (next[i] as number) - 0.5 * (logs[i] as number);
    return (value - (rewards[i] as number) - 0.9 * (continues[i] as number) * soft) ** 2 / 2;
  });
  const [v, r, c] = [float64(q), float64(rewards), float64(continues)];
  await expectValues(sacCritic(v, r, c, float64(next), float64(logs), { temperature: 0.5, discount: 0.9 }), want);
});
