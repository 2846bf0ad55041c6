import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, meanOf, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { varifocal } from "./varifocal.ts";

test("weighted by the target where there is one, focal elsewhere", async () => {
  const [z, present] = [drawRows(6, 5), drawBits(6, 5)];
  const y = drawRows(6, 5, 3).map((row, i) => row.map((each, c) => sigmoidOf(each) * (present[i]?.[c] as number)));
  const got = await numbersOf(varifocal(float64(y), float64(z), { alpha: 0.6, gamma: 1.5 }));
  z.forEach((row, i) => {
    const terms = row.map((each, c) => {
      const [p, q] = [sigmoidOf(each), y[i]?.[c] as number];
      if (q === 0) return -0.6 * p ** 1.5 * Math.log(1 - p);
      return -q * (q * Math.log(p) + (1 - q) * Math.log(1 - p));
    });
    expect(got[i]).toBeCloseTo(meanOf(terms), 11);
  });
});
