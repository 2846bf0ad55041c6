import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { activePassive } from "./activePassive.ts";
import { meanAbsoluteClassification } from "./meanAbsoluteClassification.ts";
import { normalizedCrossentropy } from "./normalizedCrossentropy.ts";

const [z, y] = [drawRows(6, 4), drawLabels(6, 4)];

test("the focal and the reverse term", async () => {
  const options = {
    active: "focal",
    passive: "reverse",
    alpha: 0.5,
    beta: 0.25,
    gamma: 1.5,
    labelFloor: 0.01,
  } as const;
  const got = await numbersOf(activePassive(int64(y), float64(z), { ...options, fromLogits: true }));
  z.map(softmaxOf).forEach((p, i) => {
    const focal = p.map((each) => (1 - each) ** 1.5 * Math.log(each));
    const label = y[i] as number;
    const reverse = -sumOf(p.map((each, c) => (c === label ? 0 : each * Math.log(0.01))));
    expect(got[i]).toBeCloseTo((0.5 * (focal[label] as number)) / sumOf(focal) + 0.25 * reverse, 12);
  });
});

test("by default normalised cross-entropy and absolute error", async () => {
  const [labels, logits, form] = [int64(y), float64(z), { fromLogits: true }];
  const [got, active, passive] = await Promise.all([
    numbersOf(activePassive(labels, logits, form)),
    numbersOf(normalizedCrossentropy(labels, logits, form)),
    numbersOf(meanAbsoluteClassification(labels, logits, form)),
  ]);
  got.forEach((value, i) => {
    expect(value).toBeCloseTo((active[i] as number) + (passive[i] as number), 12);
  });
});
