import { expect, test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRow, drawRows, expectValues, gradientOf, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { sum } from "../../ops/structure.ts";
import { policyGradient } from "./policyGradient.ts";

const logits = drawRows(4, 3);
const actions = [0, 2, 1, 2];
const logOf = (row: readonly number[], action: number): number => Math.log(softmaxOf(row)[action] as number);
const logs = logits.map((row, i) => logOf(row, actions[i] as number));

const advantages = drawRow(4, 5);

test("against a loop; the gradient is the advantage times that of the log-probability", async () => {
  const run = (x: Tensor): Tensor => policyGradient(x, int64(actions), float64(advantages));
  await expectValues(
    run(float64(logits)),
    logs.map((log, i) => -log * (advantages[i] as number)),
  );
  const want = logits.flatMap((row, i) =>
    softmaxOf(row).map((p, a) => (advantages[i] as number) * (p - Number(a === actions[i]))),
  );
  const got = await gradientOf(run, logits);
  got.forEach((slope, i) => {
    expect(slope).toBeCloseTo(want[i] as number, 10);
  });
});

test("advantages made of the policy pass no gradient", async () => {
  const own = await gradientOf((x) => policyGradient(x, int64(actions), sum(x, { axes: 1 })), logits);
  const fixed = float64(logits.map(sumOf));
  const want = await gradientOf((x) => policyGradient(x, int64(actions), fixed), logits);
  own.forEach((slope, i) => {
    expect(slope).toBeCloseTo(want[i] as number, 12);
  });
});
