import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { census } from "./census.ts";

const rows = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, j) => ((i * 7 + j * 11) % 13) / 26));

test("brighter is the same: only comparisons with neighbours count", async () => {
  const image = float64([[rows]]);
  const [same] = await numbersOf(census(image, image, { patchSize: 3 }));
  expect(same).toBeCloseTo(0.001 ** 0.9, 9);
  expect((await numbersOf(census(image, add(image, 0.4), { patchSize: 3 })))[0]).toBeCloseTo(same as number, 9);
  expect((await numbersOf(census(image, mul(-1, image), { patchSize: 3 })))[0]).toBeGreaterThan(5);
});
