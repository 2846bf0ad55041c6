import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { tico } from "./tico.ts";

const [x, y] = [float64([[2, 0]]), float64([[0, 3]])];

test("disagreement plus the weight of crowded directions", async () => {
  const covariance = float64([
    [0.5, 0],
    [0, 0],
  ]);
  expect(await numbersOf(tico(x, y, covariance, { momentum: 1, rho: 8 }))).toEqual([1 + 4]);
  expect((await numbersOf(tico(x, x, covariance, { momentum: 0.5, rho: 8 })))[0]).toBeCloseTo(8 * 0.75, 12);
});

test("the covariance moves to the batch's second moment of directions", async () => {
  const next = spec.update?.(
    float64([
      [2, 0],
      [0, 5],
    ]),
    float64([
      [0, 0],
      [0, 0],
    ]),
    float64([
      [1, 1],
      [1, 1],
    ]),
    {
      momentum: 0.5,
    },
  );
  expect(await numbersOf(next?.["covariance"] as Tensor)).toEqual([0.75, 0.5, 0.5, 0.75]);
});
