import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { hausdorffErosion } from "./hausdorffErosion.ts";

const blank = Array.from({ length: 7 }, () => Array.from({ length: 7 }, () => 0));

test("an error of one pixel does not survive, a block of 3 x 3 does", async () => {
  const spot = blank.map((row, y) => row.map((_, x) => +(x === 3 && y === 3)));
  expect(await numbersOf(hausdorffErosion(float64([[blank]]), float64([[spot]])))).toEqual([0]);
  const block = blank.map((row, y) => row.map((_, x) => +(Math.abs(x - 3) < 2 && Math.abs(y - 3) < 2)));
  // Means 1, 4/5 and 3/5 less one half, over the largest: 1, 0.6 and 0.2.
  const [once = 0] = await numbersOf(hausdorffErosion(float64([[blank]]), float64([[block]]), { iterations: 1 }));
  expect(once).toBeCloseTo((1 + 4 * 0.6 + 4 * 0.2) / 49, 12);
  // Then 1 + 4 · 0.6 over 5 is left at the centre, less one half: scaled to 1, and to 0 or less elsewhere but for its neighbours.
  const [twice = 0] = await numbersOf(
    hausdorffErosion(float64([[blank]]), float64([[block]]), { iterations: 2, alpha: 0 }),
  );
  expect(twice - once).toBeCloseTo(1 / 49, 12);
});
