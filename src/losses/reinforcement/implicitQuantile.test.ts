import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { implicitQuantile } from "./implicitQuantile.ts";

test("against a loop; at the middles it is QR-DQN's cost", async () => {
  const [quantiles, levels, targets] = [
    drawRows(2, 3, 1),
    [
      [0.1, 0.5, 0.95],
      [0.3, 0.2, 0.7],
    ],
    drawRows(2, 4, 2),
  ] as const;
  const want = quantiles.map((row, i) =>
    sumOf(
      row.map((theta, k) => {
        const costs = (targets[i] as number[]).map((z) => {
          const [error, size] = [z - theta, Math.abs(z - theta)];
          const huber = size <= 0.5 ? error ** 2 / 2 : 0.5 * (size - 0.25);
          return (Math.abs((levels[i]?.[k] as number) - Number(error < 0)) * huber) / 0.5;
        });
        return sumOf(costs) / 4;
      }),
    ),
  );
  await expectValues(implicitQuantile(float64(quantiles), float64(levels), float64(targets), { kappa: 0.5 }), want);
});
