import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { boundary } from "./boundary.ts";
import { boundaryFromMap } from "./boundaryFromMap.ts";

test("boundary with the distances given", async () => {
  const yPred = float64([[[[0.1, 0.4, 0.9, 0.7, 0.5, 0.2]]]]);
  const distance = float64([[[[2, 1, 0, -1, 0, 1]]]]);
  expectNumbers(
    await numbersOf(boundaryFromMap(distance, yPred)),
    await numbersOf(boundary(float64([[[[0, 0, 1, 1, 1, 0]]]]), yPred)),
  );
});
