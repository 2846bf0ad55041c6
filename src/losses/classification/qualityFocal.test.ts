import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, meanOf, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { qualityFocal } from "./qualityFocal.ts";

test.each([0, 0.5, 1, 2, 3])("beta %d", async (beta) => {
  const [z, y] = [drawRows(6, 5), drawRows(6, 5, 3).map((row) => row.map(sigmoidOf))];
  const got = await numbersOf(qualityFocal(float64(y), float64(z), { beta }));
  z.forEach((row, i) => {
    const terms = row.map((each, c) => {
      const [p, t] = [sigmoidOf(each), y[i]?.[c] as number];
      return -(Math.abs(t - p) ** beta) * (t * Math.log(p) + (1 - t) * Math.log(1 - p));
    });
    expect(got[i]).toBeCloseTo(meanOf(terms), 11);
  });
});
