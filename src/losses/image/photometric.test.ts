import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { photometric } from "./photometric.ts";
import { ssim } from "./ssim.ts";

test("alpha 0 is the mean absolute error, alpha 1 half of one minus the similarity", async () => {
  const [a, b] = [
    float64([
      [
        [
          [0.1, 0.4],
          [0.5, 0.2],
        ],
      ],
    ]),
    float64([
      [
        [
          [0.2, 0.4],
          [0.5, 0.6],
        ],
      ],
    ]),
  ];
  expect((await numbersOf(photometric(a, b, { alpha: 0 })))[0]).toBeCloseTo(0.125, 12);
  const [half] = await numbersOf(ssim(a, b, { windowSize: 3, window: "uniform", border: "reflect", halved: true }));
  expect((await numbersOf(photometric(a, b, { alpha: 1 })))[0]).toBeCloseTo(half as number, 12);
});
