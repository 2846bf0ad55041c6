import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, meanOf, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { hill } from "./hill.ts";

test("a hill for labels that are 0, focal loss with a margin for those that are 1", async () => {
  const [z, y] = [drawRows(6, 5), drawBits(6, 5)];
  const got = await numbersOf(hill(float64(y), float64(z), { lambda: 1.4, margin: 0.8, gamma: 1.5 }));
  z.forEach((row, i) => {
    const terms = row.map((each, c) => {
      const [p, moved] = [sigmoidOf(each), sigmoidOf(each - 0.8)];
      return y[i]?.[c] === 1 ? -((1 - moved) ** 1.5) * Math.log(moved) : (1.4 - p) * p * p;
    });
    expect(got[i]).toBeCloseTo(meanOf(terms), 11);
  });
});
