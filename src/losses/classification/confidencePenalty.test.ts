import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import { confidencePenalty } from "./confidencePenalty.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];

test("is cross-entropy less beta times the entropy of the prediction", async () => {
  const want = logits.map((row, i) => {
    const p = softmaxOf(row);
    return sumOf(p.map((each, c) => (0.3 * each - (targets[i]?.[c] as number)) * Math.log(each)));
  });
  await expectValues(confidencePenalty(float64(targets), float64(logits), { beta: 0.3 }), want);
});

test("beta 0 is categoricalCrossentropy of logits", async () => {
  const [t, z] = [float64(targets), float64(logits)];
  const want = await numbersOf(categoricalCrossentropy(t, z, { fromLogits: true }));
  await expectValues(confidencePenalty(t, z, { beta: 0 }), want);
});
