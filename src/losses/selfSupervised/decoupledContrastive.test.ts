import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { decoupledContrastive } from "./decoupledContrastive.ts";
import { ntXent } from "./ntXent.ts";

test("NT-Xent is the softplus of it where the views' values agree", async () => {
  const view = float64([
    [1, 0.5],
    [0.2, 1],
    [-1, 0.3],
  ]);
  const apart = await numbersOf(decoupledContrastive(view, view, { temperature: 0.5 }));
  const joint = await numbersOf(ntXent(view, view, { temperature: 0.5 }));
  apart.forEach((value, i) => {
    expect(joint[i]).toBeCloseTo(Math.log1p(Math.exp(value)), 12);
  });
});

test("a batch of one has no negatives and does not count", async () => {
  const one = float64([[1, 2]]);
  expect(await numbersOf(reduceLoss(decoupledContrastive(one, one), { mask: spec.mask?.(one, one) }))).toEqual([0]);
  expect(spec.mask?.(float64([[1], [2]]), float64([[1], [2]]))).toBeUndefined();
});
