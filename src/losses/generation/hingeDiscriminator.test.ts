import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { hingeDiscriminator } from "./hingeDiscriminator.ts";

test("nothing beyond the margins, linear before them", async () => {
  const values = await numbersOf(hingeDiscriminator(float64([2, 1, 0.5, -1]), float64([-2, -1, 0, 3])));
  expect(values).toEqual([0, 0, 1.5, 6]);
});
