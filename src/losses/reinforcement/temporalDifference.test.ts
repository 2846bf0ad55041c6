import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues, gradientOf } from "../../../tests/losses/numbers.ts";
import { temporalDifference } from "./temporalDifference.ts";

const cost = (error: number, delta?: number): number =>
  delta === undefined || Math.abs(error) <= delta ? error ** 2 / 2 : delta * (Math.abs(error) - delta / 2);

const [values, next, rewards] = [drawRow(6, 1), drawRow(6, 2), drawRow(6, 3)] as const;
const continues = [1, 1, 0, 1, 0, 1];

test.each([{}, { discount: 0.5, delta: 0.7 }])("against a loop, %o", async (options) => {
  const { discount = 0.99, delta } = options as { discount?: number; delta?: number };
  const want = values.map((value, i) =>
    cost(value - (rewards[i] as number) - discount * (continues[i] as number) * (next[i] as number), delta),
  );
  const got = temporalDifference(float64(values), float64(next), float64(rewards), float64(continues), options);
  await expectValues(got, want);
});

test("the next value is a goal, not a variable", async () => {
  const slope = await gradientOf((x) => temporalDifference(x, x, float64(rewards), float64(continues)), values);
  values.forEach((value, i) => {
    expect(slope[i]).toBeCloseTo(value - (rewards[i] as number) - 0.99 * (continues[i] as number) * value, 10);
  });
});
