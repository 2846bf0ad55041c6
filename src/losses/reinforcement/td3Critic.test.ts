import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues } from "../../../tests/losses/numbers.ts";
import { td3Critic } from "./td3Critic.ts";

test("the smaller of two next values counts", async () => {
  const [q, rewards, one, other] = [drawRow(5, 1), drawRow(5, 2), drawRow(5, 3), drawRow(5, 4)] as const;
  const continues = [1, 0, 1, 1, 0];
  const want = q.map((value, i) => {
    const next = Math.min(one[i] as number, other[i] as number);
    return (value - (rewards[i] as number) - 0.99 * (continues[i] as number) * next) ** 2 / 2;
  });
  const [v, r, c] = [float64(q), float64(rewards), float64(continues)];
  await expectValues(td3Critic(v, r, c, float64(one), float64(other)), want);
});
