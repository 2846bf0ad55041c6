import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { ShapeError } from "../../core/errors.ts";
import { multiclassHinge } from "./multiclassHinge.ts";
import { multiclassPerceptron } from "./multiclassPerceptron.ts";

const [labels, scores] = [drawLabels(6, 4), drawRows(6, 4)];

test("is max over the others of margin + score - own, and not below 0", async () => {
  for (const margin of [0.5, 1]) {
    const want = scores.map((row, i) => {
      const own = row[labels[i] as number] as number;
      return Math.max(0, ...row.filter((_, c) => c !== labels[i]).map((score) => margin + score - own));
    });
    await expectValues(multiclassHinge(int64(labels), float64(scores), { margin }), want);
  }
});

test("negative scores of others lower it, which categoricalHinge of Keras does not see", async () => {
  await expectValues(multiclassHinge(int64([0]), float64([[-3, -5]])), [0]);
});

test("margin 0 is multiclassPerceptron", async () => {
  const want = await numbersOf(multiclassPerceptron(int64(labels), float64(scores)));
  await expectValues(multiclassHinge(int64(labels), float64(scores), { margin: 0 }), want);
});

test("labels may have an axis of size 1", () => {
  const column = int64(labels.map((label) => [label]));
  expect(multiclassHinge(column, float64(scores)).shape).toEqual([6]);
  expect(() => multiclassHinge(int64([0]), float64(scores))).toThrow(ShapeError);
});
