import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRow, drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { dqn } from "./dqn.ts";

const cost = (error: number, delta?: number): number =>
  delta === undefined || Math.abs(error) <= delta ? error ** 2 / 2 : delta * (Math.abs(error) - delta / 2);

const [values, next] = [drawRows(5, 4, 1), drawRows(5, 4, 2)] as const;
const rewards = drawRow(5, 4);
const [actions, continues] = [
  [0, 3, 1, 2, 2],
  [1, 0, 1, 1, 1],
];

test.each([{}, { discount: 0.5, delta: 1 }])("against a loop, %o", async (options) => {
  const { discount = 0.99, delta } = options as { discount?: number; delta?: number };
  const want = values.map((row, i) => {
    const target = (rewards[i] as number) + discount * (continues[i] as number) * Math.max(...(next[i] as number[]));
    return cost((row[actions[i] as number] as number) - target, delta);
  });
  const got = dqn(float64(values), int64(actions), float64(rewards), float64(continues), float64(next), options);
  await expectValues(got, want);
});
