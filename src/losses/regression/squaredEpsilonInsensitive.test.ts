import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { squaredEpsilonInsensitive } from "./squaredEpsilonInsensitive.ts";

test.each([0, 0.1, 2])("free up to %d", (epsilon) =>
  expectElementwise(
    (y, p) => squaredEpsilonInsensitive(y, p, { epsilon }),
    (y, p) => Math.max(0, Math.abs(p - y) - epsilon) ** 2,
  ),
);
