import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { laplaceNll } from "./laplaceNll.ts";

test("log 2b and the error over b", () =>
  expectElementwise(
    (y, m, b) => laplaceNll(y, m, b),
    (y, m, b) => Math.log(2 * b) + Math.abs(y - m) / b,
    ["normal", "normal", "positive"],
  ));
