import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { exponentialNll } from "./exponentialNll.ts";

test("the density", () =>
  expectElementwise(
    (y, r) => exponentialNll(y, r),
    (y, r) => -Math.log(r * Math.exp(-r * y)),
    ["positive", "positive"],
  ));
