import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { logNormalNll } from "./logNormalNll.ts";

test("the density", () =>
  expectElementwise(
    (y, m, s) => logNormalNll(y, m, s),
    (y, m, s) => Math.log(y * s * Math.sqrt(2 * Math.PI)) + (Math.log(y) - m) ** 2 / (2 * s ** 2),
    ["positive", "normal", "positive"],
  ));
