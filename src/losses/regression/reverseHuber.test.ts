import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { reverseHuber } from "./reverseHuber.ts";

test.each([0.5, 1, 3])("absolute up to %d, then squared", (delta) =>
  expectElementwise(
    (y, p) => reverseHuber(y, p, { delta }),
    (y, p) => (Math.abs(p - y) <= delta ? Math.abs(p - y) : ((p - y) ** 2 + delta ** 2) / (2 * delta)),
  ),
);
