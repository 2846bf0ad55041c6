import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { boundary } from "./boundary.ts";

test("distances to the border, negative inside", async () => {
  const yTrue = float64([[[[0, 0, 1, 1, 1, 0]]]]);
  const at = async (i: number): Promise<number> => {
    const yPred = float64([[[Array.from({ length: 6 }, (_, j) => +(i === j))]]]);
    return 6 * ((await numbersOf(boundary(yTrue, yPred)))[0] as number);
  };
  expectNumbers(await Promise.all([0, 1, 2, 3, 4, 5].map(at)), [2, 1, 0, -1, 0, 1]);
});

test("an empty or a full target counts nothing", async () => {
  const yPred = float64([[[[0.2, 0.7, 0.9]]]]);
  for (const each of [0, 1]) expectNumbers(await numbersOf(boundary(float64([[[[each, each, each]]]]), yPred)), [0]);
});
