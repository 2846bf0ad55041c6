import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { spectralAmplitude } from "./spectralAmplitude.ts";

test("a picture moved around its border has the same amplitudes", async () => {
  const rows = [
    [1, 2, 4, 0],
    [0, 3, 1, 5],
    [2, 2, 2, 9],
  ];
  const moved = rows.map((row) => [...row.slice(1), row[0] as number]);
  const [value] = await numbersOf(spectralAmplitude(float64([[rows]]), float64([[moved]])));
  expect(value).toBeCloseTo(0, 12);
});

test("one channel is the same with and without the transform over channels", async () => {
  const [a, b] = [
    float64([
      [
        [
          [1, 2],
          [3, 5],
        ],
      ],
    ]),
    float64([
      [
        [
          [0, 2],
          [1, 1],
        ],
      ],
    ]),
  ];
  const [plain] = await numbersOf(spectralAmplitude(a, b));
  expect((await numbersOf(spectralAmplitude(a, b, { overChannels: true })))[0]).toBeCloseTo(plain as number, 12);
});
