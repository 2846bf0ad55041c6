import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { groupDro } from "./groupDro.ts";

const [yTrue, yPred, group] = [float64([[0], [0], [0]]), float64([[1], [2], [3]]), int64([0, 1, 1])];

test("the mean is the weighted sum of the groups' means; a group without examples adds nothing", async () => {
  const values = await numbersOf(groupDro(yTrue, yPred, group, float64([2, 1, 1])));
  expect(values.reduce((a, b) => a + b, 0) / 3).toBeCloseTo(0.5 * 1 + 0.25 * 6.5, 12);
});

test("weight moves to the group that is worst off", async () => {
  const next = spec.update?.(yTrue, yPred, group, float64([1, 1, 1]), { rate: 0.1 })["groupWeights"] as Tensor;
  const raw = [Math.exp(0.1), Math.exp(0.65), 1];
  const total = raw.reduce((a, b) => a + b);
  (await numbersOf(next)).forEach((weight, i) => {
    expect(weight).toBeCloseTo((raw[i] as number) / total, 12);
  });
});
