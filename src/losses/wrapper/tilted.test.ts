import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { tilted } from "./tilted.ts";

const [yTrue, yPred] = [float64([[0], [0], [0]]), float64([[1], [2], [3]])];

test("0 is the mean, far above the maximum, far below the minimum", async () => {
  expect((await numbersOf(tilted(yTrue, yPred, { t: 0 })))[0]).toBeCloseTo(14 / 3, 12);
  expect((await numbersOf(tilted(yTrue, yPred, { t: 1e-9 })))[0]).toBeCloseTo(14 / 3, 5);
  expect((await numbersOf(tilted(yTrue, yPred, { t: 1e6 })))[0]).toBeCloseTo(9, 5);
  expect((await numbersOf(tilted(yTrue, yPred, { t: -1e6 })))[0]).toBeCloseTo(1, 5);
});
