import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { heteroscedasticRegression } from "./heteroscedasticRegression.ts";

test("gaussianNll by the logarithm of the variance", () =>
  expectElementwise(
    (y, m, s) => heteroscedasticRegression(y, m, s),
    (y, m, s) => 0.5 * s + 0.5 * Math.exp(-s) * (y - m) ** 2,
    ["normal", "normal", "normal"],
  ));
