import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawRow, drawRows, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { ppoPenalty } from "./ppoPenalty.ts";

const logits = drawRows(4, 3);
const actions = [0, 2, 1, 2];
const before = drawRows(4, 3, 9);
const advantages = drawRow(4, 5);

test.each([0, 1, 0.3])("against a loop, beta %d", async (beta) => {
  const want = logits.map((row, i) => {
    const [p, q] = [softmaxOf(row), softmaxOf(before[i] as number[])];
    const action = actions[i] as number;
    const divergence = sumOf(q.map((each, a) => each * Math.log(each / (p[a] as number))));
    return (-(p[action] as number) / (q[action] as number)) * (advantages[i] as number) + beta * divergence;
  });
  await expectValues(ppoPenalty(float64(logits), float64(before), int64(actions), float64(advantages), { beta }), want);
});

test("equal policies diverge by nothing", async () => {
  await expectValues(
    ppoPenalty(float64(logits), float64(logits), int64(actions), float64(advantages)),
    advantages.map((x) => -x),
  );
});
