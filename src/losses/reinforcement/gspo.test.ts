import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawCube, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { gspo } from "./gspo.ts";

test("against a loop", async () => {
  const [logs, old] = [drawCube(2, 3, 4, 1), drawCube(2, 3, 4, 2)].map((cube) =>
    cube.map((rows) => rows.map((row) => row.map((x) => -Math.abs(x)))),
  ) as [number[][][], number[][][]];
  const [rewards, lengths] = [
    [
      [1, 0, 0.5],
      [2, 2, 0],
    ],
    [
      [4, 2, 1],
      [3, 3, 4],
    ],
  ] as const;
  const want = rewards.map((row, i) => {
    const mean = sumOf(row) / 3;
    const deviation = Math.sqrt(sumOf(row.map((r) => (r - mean) ** 2)) / 3) + 1e-4;
    const gains = row.map((reward, k) => {
      const count = lengths[i]?.[k] as number;
      const gaps = Array.from(
        { length: count },
        (_, t) => (logs[i]?.[k]?.[t] as number) - (old[i]?.[k]?.[t] as number),
      );
      const ratio = Math.exp(sumOf(gaps) / count);
      const gain = (reward - mean) / deviation;
      return Math.min(ratio * gain, Math.min(Math.max(ratio, 0.9), 1.2) * gain);
    });
    return -sumOf(gains) / 3;
  });
  const options = { clip: 0.1, clipHigh: 0.2 };
  await expectValues(gspo(float64(logs), float64(old), float64(rewards), int64(lengths), options), want);
});
