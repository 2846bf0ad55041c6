import { expect, test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRow, drawRows, expectValues, gradientOf, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { actorCritic } from "./actorCritic.ts";

const logits = drawRows(4, 3);
const actions = [0, 2, 1, 2];
const logOf = (row: readonly number[], action: number): number => Math.log(softmaxOf(row)[action] as number);
const logs = logits.map((row, i) => logOf(row, actions[i] as number));

const [returns, values] = [drawRow(4, 5), drawRow(4, 6)];
const entropyOf = (row: readonly number[]): number => -sumOf(softmaxOf(row).map((p) => p * Math.log(p)));

test.each([{}, { valueWeight: 0.25, entropyWeight: 0.1 }])("against a loop, %o", async (options) => {
  const { valueWeight = 0.5, entropyWeight = 0.01 } = options as { valueWeight?: number; entropyWeight?: number };
  const want = logits.map((row, i) => {
    const error = (returns[i] as number) - (values[i] as number);
    return -error * (logs[i] as number) + valueWeight * error ** 2 - entropyWeight * entropyOf(row);
  });
  await expectValues(actorCritic(float64(logits), int64(actions), float64(returns), float64(values), options), want);
});

test("the value learns from its own error alone", async () => {
  const slope = await gradientOf((v) => actorCritic(float64(logits), int64(actions), float64(returns), v), values);
  slope.forEach((each, i) => {
    expect(each).toBeCloseTo((values[i] as number) - (returns[i] as number), 10);
  });
});
