import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { diou } from "./diou.ts";

test("boxes apart: 1 and the squared distance over the squared diagonal", async () => {
  expectNumbers(await numbersOf(diou(float64([[0, 0, 1, 1]]), float64([[2, 0, 3, 1]]))), [1 + 4 / 10], 5e-7);
});
