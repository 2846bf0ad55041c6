import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { flowSmoothness } from "./flowSmoothness.ts";

test("what changes steadily is smooth to the second order; edges of the image forgive", async () => {
  const ramp = float64([
    [
      [
        [0, 1, 2, 3],
        [0, 1, 2, 3],
        [0, 1, 2, 3],
      ],
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
  ]);
  const image = float64([
    [
      [
        [0, 0, 1, 1],
        [0, 0, 1, 1],
        [0, 0, 1, 1],
      ],
    ],
  ]);
  const [second] = await numbersOf(flowSmoothness(image, ramp, { order: 2, edgeWeight: 0 }));
  expect(second).toBeCloseTo(0.001, 9);
  const [plain] = await numbersOf(flowSmoothness(image, ramp, { edgeWeight: 0 }));
  const [forgiven] = await numbersOf(flowSmoothness(image, ramp));
  expect((forgiven as number) / (plain as number)).toBeCloseTo(2 / 3, 2);
});
