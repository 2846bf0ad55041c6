import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { totalVariation } from "./totalVariation.ts";

test("kornia's examples: a constant, and a step", async () => {
  const image = [
    [
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [1, 1, 1, 1],
      ],
    ],
  ];
  expect(await numbersOf(totalVariation(float64(image)))).toEqual([4]);
  expect(
    await numbersOf(
      totalVariation(
        float64([
          [
            [
              [3, 3],
              [3, 3],
            ],
          ],
        ]),
      ),
    ),
  ).toEqual([0]);
});

test("a single row has no variation down", async () => {
  expect(await numbersOf(totalVariation(float64([[[[1, 4, 2]]]])))).toEqual([5]);
  expect(await numbersOf(totalVariation(float64([[[[1, 4, 2]]]]), { average: true }))).toEqual([2.5]);
});
