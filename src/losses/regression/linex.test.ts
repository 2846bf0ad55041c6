import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { linex } from "./linex.ts";

test.each([-0.5, 0.3, 1])("exponential on one side: asymmetry %d", (a) =>
  expectElementwise(
    (y, p) => linex(y, p, { asymmetry: a }),
    (y, p) => (Math.exp(a * (p - y)) - a * (p - y) - 1) / a ** 2,
    ["normal", "normal"],
    1e-11,
  ),
);

test("asymmetry 0 is half the square", () =>
  expectElementwise(
    (y, p) => linex(y, p, { asymmetry: 0 }),
    (y, p) => (p - y) ** 2 / 2,
  ));
