import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { expectile } from "./expectile.ts";

test.each([0.1, 0.5, 0.9])("squares weighted by side: expectile %d", (tau) =>
  expectElementwise(
    (y, p) => expectile(y, p, { expectile: tau }),
    (y, p) => (p > y ? 1 - tau : tau) * (p - y) ** 2,
  ),
);
