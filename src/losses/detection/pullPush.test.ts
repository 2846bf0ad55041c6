import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { pullPush } from "./pullPush.ts";

test("tags of one object together, of two apart; empty places are nothing", async () => {
  const loss = (present: number[], a: number[], b: number[]): Promise<number[]> =>
    numbersOf(pullPush(float64([present]), float64([a]), float64([b])));
  expectNumbers(await loss([1, 1, 0], [1, 1.4, 9], [1, 1.4, 2]), [0.6]);
  expectNumbers(await loss([1, 1, 0], [0, 5, 9], [1, 5, 2]), [0.25]);
  expectNumbers(await loss([1, 0, 0], [0, 0, 0], [1, 0, 0]), [0.5]);
  expectNumbers(await loss([0, 0, 0], [0, 0, 0], [1, 0, 0]), [0]);
});
