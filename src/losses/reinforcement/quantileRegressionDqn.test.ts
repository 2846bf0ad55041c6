import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawCube, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { quantileRegressionDqn } from "./quantileRegressionDqn.ts";

const [quantiles, next] = [drawCube(4, 3, 5, 1), drawCube(4, 3, 5, 2)] as const;
const [actions, continues, rewards] = [
  [0, 2, 1, 1],
  [1, 1, 0, 1],
  [0.3, -1, 0.7, 2],
] as const;

test.each([1, 0.25])("against a loop, kappa %d", async (kappa) => {
  const want = quantiles.map((rows, i) => {
    const means = (next[i] as number[][]).map(sumOf);
    const best = next[i]?.[means.indexOf(Math.max(...means))] as number[];
    const goals = best.map((x) => (rewards[i] as number) + 0.99 * (continues[i] as number) * x);
    const own = rows[actions[i] as number] as number[];
    return sumOf(
      own.map((theta, k) => {
        const costs = goals.map((goal) => {
          const error = goal - theta;
          const size = Math.abs(error);
          const huber = size <= kappa ? error ** 2 / 2 : kappa * (size - kappa / 2);
          return (Math.abs((k + 0.5) / 5 - Number(error < 0)) * huber) / kappa;
        });
        return sumOf(costs) / 5;
      }),
    );
  });
  const [q, r, c] = [float64(quantiles), float64(rewards), float64(continues)];
  await expectValues(quantileRegressionDqn(q, int64(actions), r, c, float64(next), { kappa }), want);
});
