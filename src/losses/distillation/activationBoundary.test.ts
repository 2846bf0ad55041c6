import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { activationBoundary } from "./activationBoundary.ts";

test("on the teacher's side by the margin costs nothing, however far; 0 counts as not active", async () => {
  const teacher = float64([0.1, 5, -2, 0, 0.1]);
  const student = float64([1, 90, -1, 0, -1]);
  expect(await numbersOf(activationBoundary(teacher, student))).toEqual([0, 0, 0, 1, 4]);
});
