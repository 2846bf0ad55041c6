import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { infoLoob } from "./infoLoob.ts";

test("orthogonal pairs, closed form: it goes on falling where CLIP's loss is near 0", async () => {
  const x = float64([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  for (const value of await numbersOf(infoLoob(x, x, { temperature: 0.1 })))
    expect(value).toBeCloseTo(Math.log(2) - 10, 12);
});

test("a batch of one has no negatives and does not count", async () => {
  const one = float64([[1, 2]]);
  expect(await numbersOf(reduceLoss(infoLoob(one, one), { mask: spec.mask?.(one, one) }))).toEqual([0]);
});
