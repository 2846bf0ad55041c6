import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues } from "../../../tests/losses/numbers.ts";
import { valueClip } from "./valueClip.ts";

test.each([0.2, 1])("against a loop, clip %d", async (clip) => {
  const [returns, values, old] = [drawRow(30, 1), drawRow(30, 2), drawRow(30, 3)] as const;
  const want = returns.map((target, i) => {
    const [value, before] = [values[i] as number, old[i] as number];
    const held = before + Math.min(Math.max(value - before, -clip), clip);
    return Math.max((value - target) ** 2, (held - target) ** 2) / 2;
  });
  await expectValues(valueClip(float64(returns), float64(values), float64(old), { clip }), want);
});
