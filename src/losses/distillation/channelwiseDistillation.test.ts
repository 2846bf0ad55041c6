import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { channelwiseDistillation } from "./channelwiseDistillation.ts";
import { distillation } from "./distillation.ts";

test("one channel is distillation over places", async () => {
  const [teacher, student] = [
    [1, 2, 0, 1],
    [0, 1, 1, 3],
  ];
  const [plain] = await numbersOf(distillation(float64([teacher]), float64([student]), { temperature: 4 }));
  const map = (x: readonly number[]): number[][][][] => [[[x.slice(0, 2), x.slice(2)]]];
  const [value] = await numbersOf(channelwiseDistillation(float64(map(teacher)), float64(map(student))));
  expect(value).toBeCloseTo(plain as number, 12);
});

test("an offset of a channel does not matter", async () => {
  const value = await numbersOf(channelwiseDistillation(float64([[[[1, 2]]]]), float64([[[[11, 12]]]])));
  expect(value[0]).toBeCloseTo(0, 12);
});
