import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { directionalClip } from "./directionalClip.ts";

test("0 along the text, 2 against it, whatever the lengths", async () => {
  const zero = float64([[0, 0]]);
  const loss = (move: number[]): Promise<number[]> =>
    numbersOf(directionalClip(zero, float64([[3, 4]]), float64([[1, 1]]), float64([move.map((x) => x + 1)])));
  expect((await loss([30, 40]))[0]).toBeCloseTo(0, 12);
  expect((await loss([-0.3, -0.4]))[0]).toBeCloseTo(2, 12);
  expect((await loss([4, -3]))[0]).toBeCloseTo(1, 12);
});
