import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { meanAbsoluteClassification } from "./meanAbsoluteClassification.ts";

test("absolute errors from the one-hot label, summed over the classes", async () => {
  const [z, y] = [drawRows(6, 4), drawLabels(6, 4)];
  const got = await numbersOf(meanAbsoluteClassification(int64(y), float64(z.map(softmaxOf))));
  z.map(softmaxOf).forEach((p, i) => {
    expect(got[i]).toBeCloseTo(sumOf(p.map((each, c) => Math.abs(each - (c === y[i] ? 1 : 0)))), 12);
  });
});

test("the sum over all labels is the same everywhere: 2 (classes - 1)", async () => {
  const z = float64(drawRows(5, 4));
  const each = await Promise.all(
    [0, 1, 2, 3].map((label) =>
      numbersOf(meanAbsoluteClassification(int64(Array(5).fill(label)), z, { fromLogits: true })),
    ),
  );
  for (let i = 0; i < 5; i++) expect(sumOf(each.map((row) => row[i] as number))).toBeCloseTo(6, 12);
});

test("what is missed keeps its digits where the label is nearly certain", async () => {
  const { value } = await valueAndGradient(
    (z) => meanAbsoluteClassification(int64([0]), z, { fromLogits: true }),
    [[20, 0]],
  );
  expect((value[0] as number) / (2 * Math.exp(-20))).toBeCloseTo(1, 5);
});
