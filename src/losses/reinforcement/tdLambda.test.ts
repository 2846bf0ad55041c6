import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, gradientOf } from "../../../tests/losses/numbers.ts";
import { input, type Tensor } from "../../core/tensor.ts";
import { tdLambda } from "./tdLambda.ts";

const cost = (error: number, delta?: number): number =>
  delta === undefined || Math.abs(error) <= delta ? error ** 2 / 2 : delta * (Math.abs(error) - delta / 2);

const [values, next, rewards] = [drawRows(2, 5, 1), drawRows(2, 5, 2), drawRows(2, 5, 3)] as const;
const continues = [
  [1, 1, 1, 1, 1],
  [1, 0, 1, 1, 0],
];

/** The λ-return as an average of n-step returns, up to the end of the episode or of the data. */
function goal(i: number, t: number, discount: number, lambda: number): number {
  const steps = (n: number): number => {
    let [sum, weight] = [0, 1];
    for (let k = 0; k < n; k++) {
      sum += weight * (rewards[i]?.[t + k] as number);
      weight *= discount * (continues[i]?.[t + k] as number);
    }
    return sum + weight * (next[i]?.[t + n - 1] as number);
  };
  const most = 5 - t;
  let total = lambda ** (most - 1) * steps(most);
  for (let n = 1; n < most; n++) total += (1 - lambda) * lambda ** (n - 1) * steps(n);
  return total;
}

test.each([
  [0.99, 0.95],
  [0.9, 0],
  [0.8, 1],
])("against averages of n-step returns, discount %d, lambda %d", async (discount, lambda) => {
  const want = values.flatMap((row, i) => row.map((value, t) => cost(value - goal(i, t, discount, lambda), 0.5)));
  const [v, n, r, c] = [values, next, rewards, continues].map((rows) => float64(rows)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  await expectValues(tdLambda(v, n, r, c, { discount, lambda, delta: 0.5 }), want);
});

test("targets pass no gradient, and no step is no value", async () => {
  const [r, c] = [float64(rewards), float64(continues)];
  const slope = await gradientOf((x) => tdLambda(x, x, r, c), values);
  const fixed = await gradientOf((x) => tdLambda(x, float64(values), r, c), values);
  expect(slope).toEqual(fixed);
  const none = input("none", [2, 0]);
  expect(tdLambda(none, none, none, none).shape).toEqual([2, 0]);
});
