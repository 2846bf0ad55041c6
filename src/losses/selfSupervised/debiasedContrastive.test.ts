import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { cast } from "../../ops/structure.ts";
import spec, { debiasedContrastive } from "./debiasedContrastive.ts";
import { ntXent } from "./ntXent.ts";

test("without false negatives it is ntXent", async () => {
  const [a, b] = [
    float64([
      [1, 0.5],
      [0.2, 1],
      [-1, 0.3],
    ]),
    float64([
      [1, 0.1],
      [0.4, 1],
      [-1, -0.3],
    ]),
  ];
  const plain = await numbersOf(ntXent(a, b, { temperature: 0.3 }));
  (await numbersOf(debiasedContrastive(a, b, { temperature: 0.3, tauPlus: 0 }))).forEach((value, i) => {
    expect(value).toBeCloseTo(plain[i] as number, 12);
  });
});

test("the negatives' part has a floor: e^(-1 / temperature) for each", async () => {
  const view = float64([
    [1, 0],
    [-1, 0],
  ]);
  // Negatives at cosine -1, so that what is taken out for false ones leaves less than the floor.
  const [value] = await numbersOf(debiasedContrastive(view, view));
  expect(value).toBeCloseTo(Math.log1p(2 * Math.exp(-4)), 12);
});

test("a batch of one does not count", async () => {
  const one = float64([[1, 2]]);
  expect(await numbersOf(debiasedContrastive(one, one))).toEqual([0]);
  expect(await numbersOf(cast(spec.mask?.(one, one) as Tensor, "float64"))).toEqual([0]);
});
