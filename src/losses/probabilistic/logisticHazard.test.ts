import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { logisticHazard } from "./logisticHazard.ts";

test("survive the intervals before, then the event or not", async () => {
  const logits = [
    [0.3, -1, 2, 0.5],
    [1, 0.2, -0.7, 0],
    [0, 0, 0, 0],
  ];
  const [interval, event] = [
    [2, 1, 3],
    [1, 0, 1],
  ];
  const want = logits.map((row, i) => {
    const hazards = row.map((z) => 1 / (1 + Math.exp(-z)));
    const at = interval[i] as number;
    const survived = hazards.slice(0, at).reduce((product, h) => product * (1 - h), 1);
    const last = hazards[at] as number;
    return -Math.log(survived * (event[i] === 1 ? last : 1 - last));
  });
  expectNumbers(await numbersOf(logisticHazard(int64(interval), float64(event), float64(logits))), want);
});
