import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, meanOf, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { equalization } from "./equalization.ts";

test("a rare label does not count where another is and it is not", async () => {
  const z = drawRows(3, 3);
  const y = [
    [1, 0, 0],
    [0, 0, 1],
    [0, 0, 0],
  ];
  const got = await numbersOf(equalization(float64(y), float64(z), { frequencies: [0.5, 0.2, 0.01], threshold: 0.05 }));
  z.forEach((row, i) => {
    const terms = row.map((each, c) => -Math.log(y[i]?.[c] === 1 ? sigmoidOf(each) : sigmoidOf(-each)));
    if (i === 0) terms[2] = 0;
    expect(got[i]).toBeCloseTo(meanOf(terms), 12);
  });
});
