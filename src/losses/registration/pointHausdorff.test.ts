import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { pointHausdorff } from "./pointHausdorff.ts";

test("the worst point of either set", async () => {
  const [a, b] = [
    float64([
      [
        [0, 0],
        [1, 0],
      ],
    ]),
    float64([
      [
        [0, 0],
        [1, 0],
        [1, 7],
      ],
    ]),
  ];
  expect(await numbersOf(pointHausdorff(a, b))).toEqual([7]);
  expect(await numbersOf(pointHausdorff(b, a))).toEqual([7]);
});
