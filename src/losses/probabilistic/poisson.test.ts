import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { poisson } from "./poisson.ts";

test("rate less target times its logarithm", () =>
  expectElementwise(
    (y, p) => poisson(y, p),
    (y, p) => p - y * Math.log(p + 1e-7),
    ["count", "positive"],
  ));

test("Keras' published numbers", async () => {
  const loss = poisson(
    float64([
      [4, 8, 12],
      [8, 1, 3],
    ]),
    float64([
      [1, 9, 2],
      [5, 2, 6],
    ]),
  );
  expectNumbers(await numbersOf(loss), [-4.6318546, -1.9813097], 1e-7);
});
