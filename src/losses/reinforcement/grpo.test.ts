import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawCube, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { grpo } from "./grpo.ts";

const [logs, old, reference] = [1, 2, 3].map((seed) =>
  drawCube(2, 3, 4, seed).map((rows) => rows.map((row) => row.map((x) => -Math.abs(x)))),
) as [number[][][], number[][][], number[][][]];
const rewards = [
  [1, 0, 0.5],
  [1, 1, 1],
];
const lengths = [
  [4, 2, 1],
  [3, 0, 4],
];

interface Options {
  readonly clip?: number;
  readonly clipHigh?: number;
  readonly beta?: number;
  readonly scale?: boolean;
}

function loss(i: number, { clip = 0.2, clipHigh, beta = 0.04, scale = true }: Options): number {
  const row = rewards[i] as number[];
  const mean = sumOf(row) / 3;
  const deviation = Math.sqrt(sumOf(row.map((r) => (r - mean) ** 2)) / 3);
  const answers = row.map((reward, k) => {
    const gain = (reward - mean) / (scale ? deviation + 1e-4 : 1);
    const count = lengths[i]?.[k] as number;
    const tokens = Array.from({ length: count }, (_, t) => {
      const of = (cube: readonly number[][][]): number => cube[i]?.[k]?.[t] as number;
      const ratio = Math.exp(of(logs) - of(old));
      const held = Math.min(Math.max(ratio, 1 - clip), 1 + (clipHigh ?? clip));
      const d = of(reference) - of(logs);
      return beta * (Math.exp(d) - d - 1) - Math.min(ratio * gain, held * gain);
    });
    return count === 0 ? 0 : sumOf(tokens) / count;
  });
  return sumOf(answers) / 3;
}

test.each<Options>([{}, { clip: 0.1, clipHigh: 0.3, beta: 0, scale: false }])("against a loop, %o", async (options) => {
  const [p, q, r] = [float64(logs), float64(old), float64(reference)];
  await expectValues(
    grpo(p, q, r, float64(rewards), int64(lengths), options),
    [0, 1].map((i) => loss(i, options)),
  );
});
