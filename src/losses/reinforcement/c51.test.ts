import { expect, test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawCube, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { c51 } from "./c51.ts";

const [logits, next] = [drawCube(4, 3, 5, 1), drawCube(4, 3, 5, 2)] as const;
const [actions, continues, rewards] = [
  [0, 2, 1, 1],
  [1, 1, 0, 1],
  [0.3, -1, 0.7, 9],
] as const;
const [low, high, discount] = [-2, 2, 0.9];
const atoms = [0, 1, 2, 3, 4].map((i) => low + i);

/** The algorithm of the paper: mass goes to the atoms on both sides. */
function target(i: number): number[] {
  const mass = (next[i] as number[][]).map(softmaxOf);
  const worth = mass.map((p) => sumOf(p.map((each, j) => each * (atoms[j] as number))));
  const best = mass[worth.indexOf(Math.max(...worth))] as number[];
  const projected = atoms.map(() => 0);
  best.forEach((p, j) => {
    const moved = (rewards[i] as number) + discount * (continues[i] as number) * (atoms[j] as number);
    const b = Math.min(Math.max(moved, low), high) - low;
    const [below, above] = [Math.floor(b), Math.ceil(b)];
    if (below === above) projected[below] = (projected[below] as number) + p;
    else {
      projected[below] = (projected[below] as number) + p * (above - b);
      projected[above] = (projected[above] as number) + p * (b - below);
    }
  });
  return projected;
}

test("against the projection of the paper", async () => {
  const want = logits.map((rows, i) => {
    const p = softmaxOf(rows[actions[i] as number] as number[]);
    return -sumOf(target(i).map((each, j) => each * Math.log(p[j] as number)));
  });
  const got = c51(float64(logits), int64(actions), float64(rewards), float64(continues), float64(next), {
    minValue: low,
    maxValue: high,
    discount,
  });
  await expectValues(got, want);
});

test("bounds the wrong way round are refused", () => {
  const row = float64(rewards);
  expect(() => c51(float64(logits), int64(actions), row, row, float64(next), { minValue: 1, maxValue: 1 })).toThrow(
    /maxValue: expected more than minValue/,
  );
});
