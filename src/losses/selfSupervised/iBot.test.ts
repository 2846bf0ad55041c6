import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { cast } from "../../ops/structure.ts";
import { dino } from "./dino.ts";
import spec, { iBot } from "./iBot.ts";

const center = float64([0.5, 0]);
const teacher = [
  [
    [1, 0],
    [0.2, 0.1],
    [0, 0.3],
  ],
];
const student = [
  [
    [0.1, 0],
    [0.2, 0.4],
    [0.3, 0.3],
  ],
];

test("the mean of dino over the hidden patches", async () => {
  const patches = await numbersOf(dino(float64(teacher[0] ?? []), float64(student[0] ?? []), center));
  const [value] = await numbersOf(iBot(float64(teacher), float64(student), float64([[1, 0, 1]]), center));
  expect(value).toBeCloseTo(((patches[0] as number) + (patches[2] as number)) / 2, 12);
});

test("an image without a hidden patch does not count", async () => {
  const mask = float64([[0, 0, 0]]);
  expect(await numbersOf(iBot(float64(teacher), float64(student), mask, center))).toEqual([0]);
  const counts = spec.mask?.(float64(teacher), float64(student), mask, center) as Tensor;
  expect(await numbersOf(cast(counts, "float64"))).toEqual([0]);
});

test("the centre moves to the mean over images and patches", async () => {
  const next = spec.update?.(float64(teacher), float64(student), float64([[1, 1, 1]]), center, { centerMomentum: 0 });
  const [first, second] = await numbersOf(next?.["center"] as Tensor);
  expect(first).toBeCloseTo(0.4, 12);
  expect(second).toBeCloseTo(0.4 / 3, 12);
});
