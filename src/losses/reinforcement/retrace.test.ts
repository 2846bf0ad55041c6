import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { retrace } from "./retrace.ts";

const [q, target, next, logs, old, rewards] = [1, 2, 3, 4, 5, 6].map((seed) => drawRows(2, 4, seed)) as [
  number[][],
  number[][],
  number[][],
  number[][],
  number[][],
  number[][],
];
const continues = [
  [1, 1, 1, 1],
  [1, 0, 1, 1],
];

test.each([
  [1, 0.99],
  [0.7, 0.8],
])("against the recursion of the paper, lambda %d, discount %d", async (lambda, discount) => {
  const goal = (i: number, t: number): number => {
    const weight = discount * (continues[i]?.[t] as number);
    const now = (rewards[i]?.[t] as number) + weight * (next[i]?.[t] as number);
    if (t === 3) return now;
    const ratio = Math.exp((logs[i]?.[t + 1] as number) - (old[i]?.[t + 1] as number));
    return now + weight * lambda * Math.min(1, ratio) * (goal(i, t + 1) - (target[i]?.[t + 1] as number));
  };
  const want = q.flatMap((row, i) => row.map((value, t) => (value - goal(i, t)) ** 2 / 2));
  const [a, b, c, d, e, f, g] = [q, target, next, logs, old, rewards, continues].map((rows) => float64(rows)) as Seven;
  await expectValues(retrace(a, b, c, d, e, f, g, { lambda, discount }), want);
});

type Seven = [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
