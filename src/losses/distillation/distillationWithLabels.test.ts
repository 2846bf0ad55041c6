import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { sparseCategoricalCrossentropy } from "../classification/sparseCategoricalCrossentropy.ts";
import { distillation } from "./distillation.ts";
import { distillationWithLabels } from "./distillationWithLabels.ts";

const [labels, teacher, student] = [
  int64([1, 0]),
  float64([
    [1, 2, 0],
    [0, 1, 3],
  ]),
  float64([
    [0, 1, 1],
    [2, 0, 1],
  ]),
];

test("alpha 0 is cross-entropy, alpha 1 distillation, between them their mixture", async () => {
  const hard = await numbersOf(sparseCategoricalCrossentropy(labels, student, { fromLogits: true }));
  const soft = await numbersOf(distillation(teacher, student, { temperature: 2 }));
  for (const alpha of [0, 0.25, 1]) {
    const values = await numbersOf(distillationWithLabels(labels, teacher, student, { alpha, temperature: 2 }));
    values.forEach((value, i) => {
      expect(value).toBeCloseTo((1 - alpha) * (hard[i] as number) + alpha * (soft[i] as number), 12);
    });
  }
});
