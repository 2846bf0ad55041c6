import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { poissonDeviance } from "./poissonDeviance.ts";

test("zeros too", async () => {
  await expectElementwise(
    (y, p) => poissonDeviance(y, p),
    (y, p) => 2 * ((y === 0 ? 0 : y * Math.log(y / p)) - y + p),
    ["count", "positive"],
  );
  expectNumbers(await numbersOf(poissonDeviance(float64([3]), float64([3]))), [0]);
});
