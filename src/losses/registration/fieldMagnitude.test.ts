import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { fieldMagnitude } from "./fieldMagnitude.ts";

test("squared lengths, averaged over positions", async () => {
  expect(await numbersOf(fieldMagnitude(float64([[[[3, 0]], [[4, 0]]]])))).toEqual([12.5]);
});
