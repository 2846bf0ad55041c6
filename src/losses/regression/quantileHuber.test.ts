import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { quantileHuber } from "./quantileHuber.ts";

test.each([
  [0.1, 0.5],
  [0.5, 1],
  [0.8, 2],
])("Huber over delta, weighted by side: quantile %d, delta %d", (q, delta) => {
  const formula = (u: number): number => {
    const size = Math.abs(u);
    const huber = size <= delta ? u ** 2 / 2 : delta * (size - delta / 2);
    return (Math.abs(q - (u < 0 ? 1 : 0)) * huber) / delta;
  };
  return expectElementwise(
    (y, p) => quantileHuber(y, p, { quantile: q, delta }),
    (y, p) => formula(y - p),
  );
});

test("a small delta is the quantile loss", () =>
  expectElementwise(
    (y, p) => quantileHuber(y, p, { quantile: 0.3, delta: 1e-9 }),
    (y, p) => Math.max(0.3 * (y - p), -0.7 * (y - p)),
    ["normal", "normal"],
    1e-8,
  ));
