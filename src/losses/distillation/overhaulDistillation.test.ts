import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { overhaulDistillation } from "./overhaulDistillation.ts";

test("below a teacher that is not active anything goes", async () => {
  const teacher = float64([-1, -1, 0, 2, 2]);
  const student = float64([-9, 1, -3, -3, 2]);
  expect(await numbersOf(overhaulDistillation(teacher, student))).toEqual([0, 4, 0, 25, 0]);
});
