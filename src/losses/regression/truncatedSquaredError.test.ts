import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { truncatedSquaredError } from "./truncatedSquaredError.ts";

test.each([1, 2.795])("constant beyond %d", (cutoff) =>
  expectElementwise(
    (y, p) => truncatedSquaredError(y, p, { cutoff }),
    (y, p) => Math.min((p - y) ** 2, cutoff ** 2) / 2,
  ),
);
