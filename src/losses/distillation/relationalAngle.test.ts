import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { relationalAngle } from "./relationalAngle.ts";

test("a scaled, turned and moved copy has the same angles; a bent one has not", async () => {
  const teacher = float64([
    [0, 0],
    [1, 0],
    [0, 2],
  ]);
  const turned = float64([
    [5, 5],
    [5, 8],
    [-1, 5],
  ]);
  for (const value of await numbersOf(relationalAngle(teacher, turned))) expect(value).toBeCloseTo(0, 12);
  // On a line the right angle at the first is straight: cosine -1 instead of 0.
  const line = float64([
    [0, 0],
    [1, 0],
    [-2, 0],
  ]);
  expect((await numbersOf(relationalAngle(teacher, line)))[0]).toBeCloseTo(0.5, 12);
});

test("fewer than three examples have no angle and do not count", async () => {
  const two = float64([
    [0, 1],
    [1, 0],
  ]);
  expect(await numbersOf(reduceLoss(relationalAngle(two, two), { mask: spec.mask?.(two, two) }))).toEqual([0]);
});
