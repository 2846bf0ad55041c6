import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { exposureControl } from "./exposureControl.ts";

test("regions, not pixels, and pixels beyond whole regions left out", async () => {
  const image = float64([
    [
      [
        [0.2, 1, 0.6, 0.6, 9],
        [0.2, 1, 0.6, 0.6, 9],
      ],
    ],
  ]);
  expect((await numbersOf(exposureControl(image, { patchSize: 2 })))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(exposureControl(image, { patchSize: 2, level: 0.5 })))[0]).toBeCloseTo(0.1, 12);
});
