import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { distillation } from "./distillation.ts";
import { reverseKlDistillation } from "./reverseKlDistillation.ts";

test("distillation with the networks swapped", async () => {
  const [teacher, student] = [float64([[1, 2, 0]]), float64([[0, 1, 1]])];
  const [swapped] = await numbersOf(distillation(student, teacher, { temperature: 2 }));
  const [value] = await numbersOf(reverseKlDistillation(teacher, student, { temperature: 2 }));
  expect(value).toBeCloseTo(swapped as number, 12);
});

test("mass where the teacher has none costs its logit, however far", async () => {
  const [value] = await numbersOf(reverseKlDistillation(float64([[0, -5000]]), float64([[-900, 0]])));
  expect(value).toBeCloseTo(5000, 9);
});
