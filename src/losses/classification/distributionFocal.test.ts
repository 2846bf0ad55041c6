import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, softmaxOf } from "../../../tests/losses/numbers.ts";
import { distributionFocal } from "./distributionFocal.ts";

test("the two neighbours share the target; the last bin takes what lies beyond", async () => {
  const z = drawRows(5, 4);
  const y = [0, 0.25, 1.9, 3, 7];
  const logs = z.map((row) => softmaxOf(row).map(Math.log)) as number[][];
  const log = (row: number, bin: number): number => logs[row]?.[bin] as number;
  const want = [
    -log(0, 0),
    -0.75 * log(1, 0) - 0.25 * log(1, 1),
    -0.1 * log(2, 1) - 0.9 * log(2, 2),
    -log(3, 3),
    -log(4, 3),
  ];
  const got = await numbersOf(distributionFocal(float64(y), float64(z)));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 12);
  });
});
