import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { lgammaOf } from "../../../tests/losses/special.ts";
import { fullLike } from "../../ops/structure.ts";
import { gammaNll } from "./gammaNll.ts";

test("the density", () =>
  expectElementwise(
    (y, a, r) => gammaNll(y, a, r),
    (y, a, r) => lgammaOf(a) - a * Math.log(r) - (a - 1) * Math.log(y) + r * y,
    ["positive", "positive", "positive"],
  ));

test("concentration 1 is the exponential distribution", () =>
  expectElementwise(
    (y, r) => gammaNll(y, fullLike(y, 1), r),
    (y, r) => r * y - Math.log(r),
    ["positive", "positive"],
  ));
