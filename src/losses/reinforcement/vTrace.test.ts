import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, gradientOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { vTrace } from "./vTrace.ts";

const [logs, old, values, rewards] = [1, 2, 3, 4].map((seed) =>
  drawRows(2, 5, seed).map((row) => row.map((x) => x / 2)),
) as [number[][], number[][], number[][], number[][]];
const bootstrap = [0.4, -0.7];
const continues = [
  [1, 1, 1, 1, 1],
  [1, 1, 0, 1, 1],
];

interface Bounds {
  readonly ratioBound?: number;
  readonly traceBound?: number;
  readonly discount?: number;
}

/** v_s as the sum of the paper, and the loss of each step. */
function losses(i: number, { ratioBound = 1, traceBound = 1, discount = 0.99 }: Bounds): number[] {
  const ratio = (t: number): number => Math.exp((logs[i]?.[t] as number) - (old[i]?.[t] as number));
  const value = (t: number): number => (t === 5 ? (bootstrap[i] as number) : (values[i]?.[t] as number));
  const weight = (t: number): number => discount * (continues[i]?.[t] as number);
  const error = (t: number): number =>
    Math.min(ratioBound, ratio(t)) * ((rewards[i]?.[t] as number) + weight(t) * value(t + 1) - value(t));
  const goal = (s: number): number => {
    let [total, trace] = [value(s), 1];
    for (let t = s; t < 5; t++) {
      total += trace * error(t);
      trace *= weight(t) * Math.min(traceBound, ratio(t));
    }
    return total;
  };
  return [0, 1, 2, 3, 4].map((t) => {
    const gain = Math.min(ratioBound, ratio(t)) * ((rewards[i]?.[t] as number) + weight(t) * goal(t + 1) - value(t));
    return -gain * (logs[i]?.[t] as number) + (goal(t) - value(t)) ** 2 / 2;
  });
}

const run = (x: Tensor, options: Bounds = {}): Tensor =>
  vTrace(x, float64(old), float64(values), float64(bootstrap), float64(rewards), float64(continues), options);

test.each([{}, { ratioBound: 2, traceBound: 0.8, discount: 0.8 }])(
  "against the sums of the paper, %o",
  async (bounds) => {
    await expectValues(
      run(float64(logs), bounds),
      [0, 1].flatMap((i) => losses(i, bounds)),
    );
  },
);

test("the gradient by a log-probability is minus its bounded ratio times its advantage", async () => {
  const slope = await gradientOf((x) => run(x), logs);
  [0, 1].forEach((i) => {
    const ratio = Math.min(1, Math.exp((logs[i]?.[4] as number) - (old[i]?.[4] as number)));
    const gain = (rewards[i]?.[4] as number) + 0.99 * (bootstrap[i] as number) - (values[i]?.[4] as number);
    expect(slope[5 * i + 4]).toBeCloseTo(-ratio * gain, 10);
  });
});
