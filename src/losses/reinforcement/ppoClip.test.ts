import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues, gradientOf } from "../../../tests/losses/numbers.ts";
import { ppoClip } from "./ppoClip.ts";

const [logProbs, oldLogProbs, advantages] = [drawRow(40, 1), drawRow(40, 2), drawRow(40, 3)].map((row, i) =>
  i === 2 ? row : row.map((x) => x - 2),
) as [number[], number[], number[]];

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

test.each([{}, { clip: 0.1, clipHigh: 0.3 }, { dualClip: 3 }])("against a loop, %o", async (options) => {
  const { clip = 0.2, clipHigh, dualClip } = options as { clip?: number; clipHigh?: number; dualClip?: number };
  const want = logProbs.map((log, i) => {
    const [ratio, gain] = [Math.exp(log - (oldLogProbs[i] as number)), advantages[i] as number];
    const held = Math.min(ratio * gain, clamp(ratio, 1 - clip, 1 + (clipHigh ?? clip)) * gain);
    return -(dualClip !== undefined && gain < 0 ? Math.max(held, dualClip * gain) : held);
  });
  await expectValues(ppoClip(float64(logProbs), float64(oldLogProbs), float64(advantages), options), want);
});

test("no gradient where the ratio has moved far enough the right way, the policy gradient at ratio 1", async () => {
  const slope = await gradientOf((x) => ppoClip(x, float64([0, 0, 0, 0]), float64([1, -1, 2, -2])), [1, -1, 0, 0]);
  expect(slope.map((each) => each + 0)).toEqual([0, 0, -2, 2]);
});
