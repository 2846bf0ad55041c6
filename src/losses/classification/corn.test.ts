import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { corn } from "./corn.ts";

test("surprise at the class; the chances of all classes sum to 1", async () => {
  const [row] = drawRows(1, 3) as [number[]];
  const [a, b, c] = row.map(sigmoidOf) as [number, number, number];
  const chances = [1 - a, a * (1 - b), a * b * (1 - c), a * b * c];
  const got = await numbersOf(corn(int64([0, 1, 2, 3]), float64([row, row, row, row])));
  got.forEach((value, label) => {
    expect(value).toBeCloseTo(-Math.log(chances[label] as number), 12);
  });
  expect(sumOf(got.map((value) => Math.exp(-value)))).toBeCloseTo(1, 12);
});
