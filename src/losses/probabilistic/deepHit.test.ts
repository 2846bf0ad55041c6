import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { deepHit } from "./deepHit.ts";

const logits = [
  [0.3, -1, 2],
  [1, 0.2, -0.7],
  [0, 0, 0],
  [2, -1, 0.4],
];
const interval = [1, 0, 2, 0];
const event = [1, 1, 0, 0];
const masses = logits.map((row) => {
  const weights = [...row, 0].map(Math.exp); // lasting beyond the last interval has the logit 0
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((each) => each / total);
});
const upTo = (row: number, k: number): number => (masses[row] as number[]).slice(0, k + 1).reduce((a, b) => a + b, 0);

test("alpha 1: the probability of the interval, or of all later ones", async () => {
  const want = interval.map((k, i) => -Math.log(event[i] === 1 ? (masses[i]?.[k] as number) : 1 - upTo(i, k)));
  const got = deepHit(int64(interval), float64(event), float64(logits), { alpha: 1 });
  expectNumbers(await numbersOf(got), want);
});

test("alpha 0: seeming safer than those that lasted longer", async () => {
  const want = interval.map((k, i) => {
    const penalties = interval.map((other, j) => {
      const counts = event[i] === 1 && (k < other || (k === other && event[j] === 0));
      return counts ? Math.exp(-(upTo(i, k) - upTo(j, k)) / 0.5) : 0;
    });
    return penalties.reduce((a, b) => a + b, 0) / 4;
  });
  const got = deepHit(int64(interval), float64(event), float64(logits), { alpha: 0, sigma: 0.5 });
  expectNumbers(await numbersOf(got), want);
});
