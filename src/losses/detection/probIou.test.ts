import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { probIou } from "./probIou.ts";

test("0 for the same box however it is described, near 1 for boxes apart", async () => {
  const yTrue = float64([
    [0, 0, 5, 2, 0.2],
    [0, 0, 5, 2, 0.2],
  ]);
  const yPred = float64([
    [0, 0, 2, 5, 0.2 - Math.PI / 2],
    [40, 0, 5, 2, 0.2],
  ]);
  expectNumbers(await numbersOf(probIou(yTrue, yPred)), [0, 1], 1e-6);
});

test("the Bhattacharyya distance of boxes of one size: 3/2 of the squared shift over the squared side", async () => {
  const loss = probIou(float64([[0, 0, 4, 4, 0]]), float64([[2, 0, 4, 4, 1]]), { by: "bhattacharyya" });
  expectNumbers(await numbersOf(loss), [(1.5 * 4) / 16]);
});
