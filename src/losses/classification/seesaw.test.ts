import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { seesaw } from "./seesaw.ts";

const [z, y, counts] = [drawRows(6, 4), drawLabels(6, 4), [90, 20, 3, 0]];

test("the other classes' odds times mitigation and compensation", async () => {
  const got = await numbersOf(seesaw(int64(y), float64(z), float64(counts), { p: 0.7, q: 1.5, floor: 0.05 }));
  z.forEach((row, i) => {
    const [label, prob] = [y[i] as number, softmaxOf(row)];
    const count = (c: number): number => Math.max(1, counts[c] as number);
    const odds = row.map((each, c) => {
      if (c === label) return Math.exp(each);
      const mitigation = Math.min(1, count(c) / count(label)) ** 0.7;
      const compensation = Math.max(1, (prob[c] as number) / Math.max(0.05, prob[label] as number)) ** 1.5;
      return mitigation * compensation * Math.exp(each);
    });
    expect(got[i]).toBeCloseTo(-Math.log((odds[label] as number) / sumOf(odds)), 11);
  });
});

test("the counts grow by the batch's labels", async () => {
  const update = spec.update?.(int64(y), float64(z), float64(counts));
  const got = await numbersOf(update?.["classCounts"] as Tensor);
  expect(got).toEqual(counts.map((count, c) => count + y.filter((label) => label === c).length));
});

test("with p and q 0 it is cross-entropy", async () => {
  const got = await numbersOf(seesaw(int64(y), float64(z), float64(counts), { p: 0, q: 0 }));
  z.forEach((row, i) => {
    expect(got[i]).toBeCloseTo(-Math.log(softmaxOf(row)[y[i] as number] as number), 12);
  });
});
