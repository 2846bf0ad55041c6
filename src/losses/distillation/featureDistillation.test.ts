import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { meanAbsoluteError } from "../regression/meanAbsoluteError.ts";
import { featureDistillation } from "./featureDistillation.ts";

test("mean squared error, or any other loss, of features; nothing flows back to the teacher", async () => {
  const [teacher, student] = [
    float64([
      [1, 2],
      [3, 4],
    ]),
    float64([
      [2, 2],
      [3, 0],
    ]),
  ];
  expect(await numbersOf(featureDistillation(teacher, student))).toEqual([0.5, 8]);
  expect(await numbersOf(featureDistillation(teacher, student, { loss: meanAbsoluteError }))).toEqual([0.5, 2]);
  const { gradient } = await valueAndGradient((x) => featureDistillation(x, constant([[1, 2]])), [[3, 1]]);
  expect(gradient).toEqual([0, 0]);
});
