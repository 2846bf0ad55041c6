import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { epsilonInsensitive } from "./epsilonInsensitive.ts";

test.each([0, 0.1, 2])("free up to %d", (epsilon) =>
  expectElementwise(
    (y, p) => epsilonInsensitive(y, p, { epsilon }),
    (y, p) => Math.max(0, Math.abs(p - y) - epsilon),
  ),
);
