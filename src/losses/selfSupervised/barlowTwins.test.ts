import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { barlowTwins } from "./barlowTwins.ts";

test("decorrelated equal views: correlations are (n - 1) / n with the unbiased deviation", async () => {
  const view = float64([
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ]);
  // 1e-6 beside a deviation of sqrt(4/3) moves the last digits.
  expect((await numbersOf(barlowTwins(view, view)))[0]).toBeCloseTo(2 * (1 / 4) ** 2, 5);
});

test("scale and offset of a dimension do not matter", async () => {
  const [a, b] = [
    [
      [1, 2],
      [0, 1],
      [3, -1],
    ],
    [
      [0, 1],
      [2, 2],
      [1, 0],
    ],
  ];
  const [plain] = await numbersOf(barlowTwins(float64(a), float64(b)));
  const moved = a.map(([x = 0, y = 0]) => [100 * x - 7, y + 3]);
  expect((await numbersOf(barlowTwins(float64(moved), float64(b))))[0]).toBeCloseTo(plain as number, 4);
});

test("fewer than two examples have no correlation", async () => {
  expect(await valueAndGradient((x) => barlowTwins(x, x), [[1, 2]])).toEqual({ value: [0], gradient: [0, 0] });
});
