import { test } from "vitest";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectNumbers, expectValues } from "../../../tests/losses/numbers.ts";
import { multiclassPerceptron } from "./multiclassPerceptron.ts";

test("is the best score less that of the class", async () => {
  const [labels, scores] = [drawLabels(6, 4), drawRows(6, 4)];
  const want = scores.map((row, i) => Math.max(...row) - (row[labels[i] as number] as number));
  await expectValues(multiclassPerceptron(int64(labels), float64(scores)), want);
});

test("a right answer has no gradient, a wrong one that of the perceptron's rule", async () => {
  const { gradient } = await valueAndGradient(
    (z) => multiclassPerceptron(int64([0, 0]), z),
    [
      [2, 1, 0],
      [0, 1, 3],
    ],
  );
  expectNumbers(gradient, [0, 0, 0, -1, 0, 1]);
});
