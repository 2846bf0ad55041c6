import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { similarityPreserving } from "./similarityPreserving.ts";

test("rotations and a common scale keep likeness; orthogonal for the teacher and equal for the student does not", async () => {
  const teacher = float64([
    [1, 0],
    [0, 1],
  ]);
  expect(
    await numbersOf(
      similarityPreserving(
        teacher,
        float64([
          [0, 3],
          [-3, 0],
        ]),
      ),
    ),
  ).toEqual([0, 0]);
  // Rows (1, 0) against (1, 1) / sqrt 2.
  const [value] = await numbersOf(similarityPreserving(teacher, float64([[2], [2]])));
  expect(value).toBeCloseTo((2 - Math.SQRT2) / 2, 12);
});
