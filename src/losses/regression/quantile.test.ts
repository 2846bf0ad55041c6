import { expect, test } from "vitest";
import { drawNumbers, expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { quantile } from "./quantile.ts";

test.each([0.1, 0.5, 0.9])("falling short costs %d a unit, exceeding the rest", (q) =>
  expectElementwise(
    (y, p) => quantile(y, p, { quantile: q }),
    (y, p) => Math.max(q * (y - p), (q - 1) * (y - p)),
  ),
);

test("the median costs half the absolute error", () =>
  expectElementwise(
    (y, p) => quantile(y, p),
    (y, p) => Math.abs(p - y) / 2,
  ));

test("the best constant is the quantile of the targets", async () => {
  const targets = drawNumbers("normal", 40, 3).sort((a, b) => a - b);
  const costs = await Promise.all(
    targets.map(async (guess) => {
      const loss = quantile(float64([targets]), float64([targets.map(() => guess)]), { quantile: 0.8 });
      return (await numbersOf(loss))[0] as number;
    }),
  );
  expect([31, 32]).toContain(costs.indexOf(Math.min(...costs)));
});
