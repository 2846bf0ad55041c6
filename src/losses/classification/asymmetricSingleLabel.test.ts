import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { asymmetricSingleLabel } from "./asymmetricSingleLabel.ts";

test("smoothed cross-entropy with an exponent for the label and one for the others", async () => {
  const [z, y] = [drawRows(6, 4), drawLabels(6, 4)];
  const options = { gammaNegative: 3, gammaPositive: 0.5, labelSmoothing: 0.2 };
  const got = await numbersOf(asymmetricSingleLabel(int64(y), float64(z), options));
  z.map(softmaxOf).forEach((p, i) => {
    const terms = p.map((each, c) => {
      const isLabel = c === y[i];
      return -(isLabel ? 0.85 : 0.05) * (isLabel ? (1 - each) ** 0.5 : each ** 3) * Math.log(each);
    });
    expect(got[i]).toBeCloseTo(sumOf(terms), 12);
  });
});
