import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { marginRanking } from "./marginRanking.ts";

const [y, a, b] = [
  [1, 1, -1],
  [-0.573409, -0.765166, -0.0638],
  [0.75596, 0.225763, 0.256995],
].map(float64) as [ReturnType<typeof float64>, ReturnType<typeof float64>, ReturnType<typeof float64>];

test("MLX's published values", async () => {
  for (const [options, want] of [
    [{}, [1.329369, 0.990929, 0]],
    [{ margin: 0.5 }, [1.829369, 1.490929, 0.179205]],
  ] as const) {
    const got = await numbersOf(marginRanking(y, a, b, options));
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(want[i] as number, 6);
    });
  }
});

test("the last axis is averaged; nothing is broadcast", async () => {
  const rows = [
    [1, 2],
    [3, 4],
  ];
  const signs = [
    [-1, 1],
    [1, -1],
  ];
  const zeros = [
    [0, 0],
    [0, 0],
  ];
  expect(await numbersOf(marginRanking(float64(signs), float64(rows), float64(zeros)))).toEqual([0.5, 2]);
  expect(() => marginRanking(float64([1]), float64(rows), float64(zeros))).toThrow(/^marginRanking: expected/);
});
