import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRow, drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { doubleDqn } from "./doubleDqn.ts";
import { dqn } from "./dqn.ts";

const cost = (error: number, delta?: number): number =>
  delta === undefined || Math.abs(error) <= delta ? error ** 2 / 2 : delta * (Math.abs(error) - delta / 2);

const [values, next, online] = [drawRows(5, 4, 1), drawRows(5, 4, 2), drawRows(5, 4, 3)] as const;
const rewards = drawRow(5, 4);
const [actions, continues] = [
  [0, 3, 1, 2, 2],
  [1, 0, 1, 1, 1],
];

test.each([{}, { discount: 0.5, delta: 1 }])("against a loop, %o", async (options) => {
  const { discount = 0.99, delta } = options as { discount?: number; delta?: number };
  const want = values.map((row, i) => {
    const choice = online[i] as number[];
    const worth = next[i]?.[choice.indexOf(Math.max(...choice))] as number;
    const target = (rewards[i] as number) + discount * (continues[i] as number) * worth;
    return cost((row[actions[i] as number] as number) - target, delta);
  });
  const [q, r, c] = [float64(values), float64(rewards), float64(continues)];
  await expectValues(doubleDqn(q, int64(actions), r, c, float64(next), float64(online), options), want);
});

test("with one network it is dqn", async () => {
  const [q, r, c, n] = [float64(values), float64(rewards), float64(continues), float64(next)];
  await expectValues(doubleDqn(q, int64(actions), r, c, n, n), await numbersOf(dqn(q, int64(actions), r, c, n)));
});
