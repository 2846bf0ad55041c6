import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { depthReverseHuber } from "./depthReverseHuber.ts";

test("absolute up to a fifth of the largest error, (e² + c²) / 2c beyond", async () => {
  const [value] = await numbersOf(depthReverseHuber(float64([[0, 0, 0]]), float64([[0.5, -1, 5]])));
  expect(value).toBeCloseTo((0.5 + 1 + (25 + 1) / 2) / 3, 12);
});

test("a threshold of 1 is the mean absolute error", async () => {
  expect((await numbersOf(depthReverseHuber(float64([[0, 0]]), float64([[1, -3]]), { threshold: 1 })))[0]).toBeCloseTo(
    2,
    12,
  );
});
