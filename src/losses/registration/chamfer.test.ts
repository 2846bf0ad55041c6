import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { chamfer } from "./chamfer.ts";

test("sets of different sizes, in any order", async () => {
  const [a, b] = [
    float64([
      [
        [0, 0],
        [3, 4],
      ],
    ]),
    float64([
      [
        [3, 4],
        [0, 0],
        [0, 1],
      ],
    ]),
  ];
  expect((await numbersOf(chamfer(a, b)))[0]).toBeCloseTo(1 / 3, 12);
  expect((await numbersOf(chamfer(float64([[[0, 0]]]), float64([[[3, 4]]]), { squared: false })))[0]).toBeCloseTo(
    10,
    12,
  );
});

test("many coordinates, where distances come from products", async () => {
  const point = (x: number): number[] => Array.from({ length: 12 }, (_, i) => (i === 0 ? x : 1));
  expect((await numbersOf(chamfer(float64([[point(1), point(5)]]), float64([[point(2)]]))))[0]).toBeCloseTo(5 + 1, 9);
});
