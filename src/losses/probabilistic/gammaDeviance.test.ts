import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { div } from "../../ops/arithmetic.ts";
import { gammaDeviance } from "./gammaDeviance.ts";
import { gammaNll } from "./gammaNll.ts";

test("of the ratio", () =>
  expectElementwise(
    (y, p) => gammaDeviance(y, p),
    (y, p) => 2 * (Math.log(p / y) + y / p - 1),
    ["positive", "positive"],
  ));

test("twice the likelihood that a perfect prediction has more", async () => {
  const [y, p, one] = [float64([3]), float64([0.7]), float64([1])];
  const [own, best] = [await numbersOf(gammaNll(y, one, div(1, p))), await numbersOf(gammaNll(y, one, div(1, y)))];
  expectNumbers(await numbersOf(gammaDeviance(y, p)), [2 * ((own[0] as number) - (best[0] as number))]);
});
