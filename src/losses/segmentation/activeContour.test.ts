import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { activeContour } from "./activeContour.ts";

test("the length of a straight contour and the regions beside it", async () => {
  const half = [
    [0, 0, 1, 1],
    [0, 0, 1, 1],
    [0, 0, 1, 1],
  ];
  const [yPred, opposite] = [float64([[half]]), float64([[half.map((row) => row.map((pixel) => 1 - pixel))]])];
  const options = { epsilon: 1e-20 };
  expectNumbers(await numbersOf(activeContour(yPred, yPred, options)), [3 / 12], 1e-10);
  expectNumbers(
    await numbersOf(activeContour(opposite, yPred, { ...options, insideWeight: 3 })),
    [3 / 12 + 3 / 2 + 1 / 2],
    1e-10,
  );
});
