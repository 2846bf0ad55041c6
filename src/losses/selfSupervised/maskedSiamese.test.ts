import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { maskedSiamese } from "./maskedSiamese.ts";

test("a sure, right and balanced batch reaches minus log of the prototypes", async () => {
  const scores = float64([
    [9, 0],
    [0, 9],
  ]);
  for (const value of await numbersOf(maskedSiamese(scores, scores))) expect(value).toBeCloseTo(-Math.log(2), 12);
});

test("collapse onto one prototype has no entropy to gain", async () => {
  const scores = float64([
    [900, 0],
    [900, 0],
  ]);
  for (const value of await numbersOf(maskedSiamese(scores, scores))) expect(value).toBeCloseTo(0, 12);
});
