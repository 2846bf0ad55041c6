import { expect, test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { multiMargin } from "./multiMargin.ts";

const [labels, scores] = [drawLabels(6, 4), drawRows(6, 4)];

test.each([1, 2])("is w sum over the others of max(0, margin - own + score)^p / C, p = %d", async (p) => {
  const classWeights = [1, 0.5, 2, 0];
  const want = scores.map((row, i) => {
    const label = labels[i] as number;
    const terms = row.map((score, c) => (c === label ? 0 : Math.max(0, 1.5 - (row[label] as number) + score) ** p));
    return ((classWeights[label] as number) * sumOf(terms)) / 4;
  });
  await expectValues(multiMargin(int64(labels), float64(scores), { p, margin: 1.5, classWeights }), want);
});

test("wants one weight per class", () => {
  expect(() => multiMargin(int64(labels), float64(scores), { classWeights: [1, 2] })).toThrow("expected 4 numbers");
});
