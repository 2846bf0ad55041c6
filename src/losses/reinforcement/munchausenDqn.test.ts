import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRow, drawRows, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { munchausenDqn } from "./munchausenDqn.ts";

const cost = (error: number, delta?: number): number =>
  delta === undefined || Math.abs(error) <= delta ? error ** 2 / 2 : delta * (Math.abs(error) - delta / 2);

const [values, next, online] = [drawRows(5, 4, 1), drawRows(5, 4, 2), drawRows(5, 4, 3)] as const;
const rewards = drawRow(5, 4);
const [actions, continues] = [
  [0, 3, 1, 2, 2],
  [1, 0, 1, 1, 1],
];

test.each([{ temperature: 0.5 }, { temperature: 0.5, scale: 0, discount: 0.5 }, { temperature: 1, floor: -0.5 }])(
  "against a loop, %o",
  async (options) => {
    const {
      temperature,
      scale = 0.9,
      discount = 0.99,
      floor = -1,
    } = options as Record<string, number> & { temperature: number };
    const soft = (row: readonly number[]): number =>
      temperature * Math.log(sumOf(row.map((x) => Math.exp(x / temperature))));
    const want = values.map((row, i) => {
      const action = actions[i] as number;
      const target = online[i] as number[];
      const log = Math.min(Math.max((target[action] as number) - soft(target), floor), 0);
      const goal =
        (rewards[i] as number) + scale * log + discount * (continues[i] as number) * soft(next[i] as number[]);
      return cost((row[action] as number) - goal);
    });
    const [q, r, c] = [float64(values), float64(rewards), float64(continues)];
    await expectValues(munchausenDqn(q, int64(actions), r, c, float64(online), float64(next), options), want);
  },
);
