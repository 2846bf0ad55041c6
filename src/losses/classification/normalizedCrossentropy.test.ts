import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { normalizedCrossentropy } from "./normalizedCrossentropy.ts";

test("cross-entropy of the label over that of all classes, from logits and probabilities", async () => {
  const [z, y] = [drawRows(6, 4), drawLabels(6, 4)];
  for (const fromLogits of [true, false]) {
    const got = await numbersOf(
      normalizedCrossentropy(int64(y), float64(fromLogits ? z : z.map(softmaxOf)), { fromLogits }),
    );
    z.map(softmaxOf).forEach((p, i) => {
      expect(got[i]).toBeCloseTo(Math.log(p[y[i] as number] as number) / sumOf(p.map(Math.log)), 12);
    });
  }
});

test("the sum over all labels is 1", async () => {
  const z = float64(drawRows(5, 3));
  const each = await Promise.all(
    [0, 1, 2].map((label) => numbersOf(normalizedCrossentropy(int64(Array(5).fill(label)), z, { fromLogits: true }))),
  );
  for (let i = 0; i < 5; i++) expect(sumOf(each.map((row) => row[i] as number))).toBeCloseTo(1, 12);
});
