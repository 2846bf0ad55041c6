import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, sigmoidOf, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { classBalanced } from "./classBalanced.ts";

const [z, y, classCounts] = [drawRows(6, 4), drawLabels(6, 4), [500, 20, 5, 1]];
const effective = classCounts.map((count) => (1 - 0.99 ** count) / (1 - 0.99));
const scale = 4 / sumOf(effective.map((each) => 1 / each));

test.each(["softmax", "sigmoid", "focal"] as const)("%s weighted by effective numbers", async (base) => {
  const options = { classCounts, beta: 0.99, base, gamma: 1.5 };
  const got = await numbersOf(classBalanced(int64(y), float64(z), options));
  z.forEach((row, i) => {
    const label = y[i] as number;
    const binary = row.map((each, c) => {
      const p = c === label ? sigmoidOf(each) : sigmoidOf(-each);
      return -Math.log(p) * (base === "focal" ? (1 - p) ** 1.5 : 1);
    });
    const loss = base === "softmax" ? -Math.log(softmaxOf(row)[label] as number) : sumOf(binary);
    expect(got[i]).toBeCloseTo((scale / (effective[label] as number)) * loss, 11);
  });
});

test("beta 0 weighs all alike", async () => {
  const got = await numbersOf(classBalanced(int64(y), float64(z), { classCounts, beta: 0 }));
  z.forEach((row, i) => {
    expect(got[i]).toBeCloseTo(-Math.log(softmaxOf(row)[y[i] as number] as number), 12);
  });
});
