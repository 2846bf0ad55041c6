import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { msSsimL1 } from "./msSsimL1.ts";

test("alpha 0 and 1 are its two parts", async () => {
  const [a, b] = [
    float64([
      [
        [
          [0.1, 0.4, 0.3],
          [0.5, 0.2, 0.9],
        ],
      ],
    ]),
    float64([
      [
        [
          [0.2, 0.4, 0.1],
          [0.5, 0.6, 0.7],
        ],
      ],
    ]),
  ];
  const [whole] = await numbersOf(msSsimL1(a, b));
  const [distance] = await numbersOf(msSsimL1(a, b, { alpha: 0 }));
  const [structure] = await numbersOf(msSsimL1(a, b, { alpha: 1 }));
  expect(whole).toBeCloseTo(0.84 * (structure as number) + 0.16 * (distance as number), 12);
});

test("a narrow window leaves absolute differences as they are", async () => {
  const [a, b] = [float64([[[[0, 0.5]]]]), float64([[[[0.2, 0.1]]]])];
  const [value] = await numbersOf(msSsimL1(a, b, { alpha: 0, sigmas: [0.1], maxValue: 2 }));
  expect(value).toBeCloseTo(0.3 / 2, 12);
});
