import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues } from "../../../tests/losses/numbers.ts";
import { ipo } from "./ipo.ts";

const [chosen, rejected, refChosen, refRejected] = [1, 2, 3, 4].map((seed) =>
  drawRow(6, seed).map((x) => -5 * Math.abs(x)),
) as [number[], number[], number[], number[]];

test("squared distance of the margin from 1 / (2 beta)", async () => {
  const want = chosen.map(
    (log, i) => (log - (rejected[i] as number) - (refChosen[i] as number) + (refRejected[i] as number) - 1) ** 2,
  );
  await expectValues(
    ipo(float64(chosen), float64(rejected), float64(refChosen), float64(refRejected), { beta: 0.5 }),
    want,
  );
});
