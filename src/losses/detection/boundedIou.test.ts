import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { boundedIou } from "./boundedIou.ts";

test("each part's best IoU, smoothed", async () => {
  const huber = (x: number): number => (x < 0.2 ? x ** 2 / 0.4 : x - 0.1);
  const loss = boundedIou(float64([[0, 0, 4, 4]]), float64([[1, 0, 5, 5]]));
  // Centre off by 1 and by 1/2; width right, height 5 for 4.
  expectNumbers(await numbersOf(loss), [huber(1 - 2 / 6) + huber(1 - 3 / 5) + huber(1 - 4 / 5)]);
});
