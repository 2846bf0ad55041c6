import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { bpMll } from "./bpMll.ts";

test("is the mean over pairs of label and other of e^(other - label); without pairs 0", async () => {
  const [bits, scores] = [[...drawBits(6, 4), [0, 0, 0, 0], [1, 1, 1, 1]], drawRows(8, 4)];
  const want = scores.map((row, n) => {
    let [total, pairs] = [0, 0];
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++)
        if (bits[n]?.[i] === 1 && bits[n]?.[j] === 0) {
          total += Math.exp((row[j] as number) - (row[i] as number));
          pairs++;
        }
    return pairs === 0 ? 0 : total / pairs;
  });
  await expectValues(bpMll(float64(bits), float64(scores)), want);
});
