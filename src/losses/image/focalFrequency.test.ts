import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { focalFrequency } from "./focalFrequency.ts";

test("weights that are all alike: the mean squared error, by Parseval", async () => {
  const [a, b] = [
    float64([
      [
        [
          [1, 2, 4],
          [0, 3, 1],
        ],
      ],
    ]),
    float64([
      [
        [
          [2, 2, 1],
          [1, 3, 0],
        ],
      ],
    ]),
  ];
  const [value] = await numbersOf(focalFrequency(a, b, { alpha: 0 }));
  expect(value).toBeCloseTo((1 + 0 + 9 + 1 + 0 + 1) / 6, 12);
});

test("one frequency that is wrong counts fully, and equal images cost 0 without a division by 0", async () => {
  const zero = float64([
    [
      [
        [0, 0],
        [0, 0],
      ],
    ],
  ]);
  expect(
    (
      await numbersOf(
        focalFrequency(
          zero,
          float64([
            [
              [
                [3, 3],
                [3, 3],
              ],
            ],
          ]),
        ),
      )
    )[0],
  ).toBeCloseTo(9, 12);
  expect(await numbersOf(focalFrequency(zero, zero))).toEqual([0]);
});
