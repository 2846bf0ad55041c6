import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { generalizedBinaryCrossentropy } from "./generalizedBinaryCrossentropy.ts";

test("against its formula", async () => {
  const [chosen, others] = [drawRows(6, 1).flat(), drawRows(6, 5, 2)];
  const got = await numbersOf(
    generalizedBinaryCrossentropy(float64(chosen), float64(others), { samplingRate: 0.1, calibration: 0.5 }),
  );
  chosen.forEach((p, i) => {
    const n = others[i] as number[];
    const power = 0.1 * (0.5 * (1 - 10) + 10);
    const terms = n.map((s) => Math.log(1 - sigmoidOf(s)));
    const want = -(Math.log(sigmoidOf(p) ** power) + sumOf(terms)) / 6;
    expect(got[i]).toBeCloseTo(want, 10);
  });
});

test("uncalibrated it is binary cross-entropy of all scores", async () => {
  const options = { samplingRate: 0.01, calibration: 0 };
  const got = await numbersOf(generalizedBinaryCrossentropy(float64([0.3]), float64([[-1, 2]]), options));
  const surprise = [sigmoidOf(0.3), 1 - sigmoidOf(-1), 1 - sigmoidOf(2)].map((p) => -Math.log(p));
  expect(got[0]).toBeCloseTo(sumOf(surprise) / 3, 12);
});
