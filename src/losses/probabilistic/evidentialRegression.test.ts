import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { lgammaOf } from "../../../tests/losses/special.ts";
import { evidentialRegression } from "./evidentialRegression.ts";

test("the published terms", () =>
  expectElementwise(
    (y, m, v, a, b) => evidentialRegression(y, m, v, a, b, { regularisation: 0.1 }),
    (y, m, v, a, b) => {
      const omega = 2 * b * (1 + v);
      const nll =
        0.5 * Math.log(Math.PI / v) -
        a * Math.log(omega) +
        (a + 0.5) * Math.log((y - m) ** 2 * v + omega) +
        lgammaOf(a) -
        lgammaOf(a + 0.5);
      return nll + 0.1 * Math.abs(y - m) * (2 * v + a);
    },
    ["normal", "normal", "positive", "positive", "positive"],
    1e-10,
  ));
