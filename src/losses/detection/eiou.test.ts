import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { diou } from "./diou.ts";
import { eiou } from "./eiou.ts";

test("distance IoU for boxes of one size; sides over those of the box around both", async () => {
  const yTrue = float64([[0, 0, 2, 1]]);
  const moved = float64([[1, 1, 3, 2]]);
  expectNumbers(await numbersOf(eiou(yTrue, moved)), await numbersOf(diou(yTrue, moved)));
  expectNumbers(await numbersOf(eiou(yTrue, float64([[0, 0, 1, 1]]))), [1 / 2 + 0.25 / 5 + 1 / 4], 1e-6);
});
