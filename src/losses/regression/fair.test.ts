import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { fair } from "./fair.ts";

test.each([0.7, 1.3998])("nearly linear beyond %d", (scale) =>
  expectElementwise(
    (y, p) => fair(y, p, { scale }),
    (y, p) => scale ** 2 * (Math.abs(p - y) / scale - Math.log1p(Math.abs(p - y) / scale)),
  ),
);
