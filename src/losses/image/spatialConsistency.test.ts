import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { spatialConsistency } from "./spatialConsistency.ts";

test("the same contrast, brighter or inverted, costs nothing", async () => {
  const image = float64([
    [
      [
        [0.2, 0.7, 0.1],
        [0.4, 0.3, 0.9],
      ],
    ],
  ]);
  expect((await numbersOf(spatialConsistency(image, add(image, 0.3), { patchSize: 1 })))[0]).toBeCloseTo(0, 12);
  expect((await numbersOf(spatialConsistency(image, mul(-1, image), { patchSize: 1 })))[0]).toBeCloseTo(0, 12);
});

test("twice the contrast of one pair counts for both of its regions", async () => {
  const [value] = await numbersOf(spatialConsistency(float64([[[[0, 1]]]]), float64([[[[0, 3]]]]), { patchSize: 1 }));
  expect(value).toBeCloseTo((2 * (3 - 1) ** 2) / 2, 12);
});
