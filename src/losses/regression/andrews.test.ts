import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { andrews } from "./andrews.ts";

test.each([0.5, 1.339])("a cosine up to π · %d", (scale) =>
  expectElementwise(
    (y, p) => andrews(y, p, { scale }),
    (y, p) => (Math.abs(p - y) <= Math.PI * scale ? scale ** 2 * (1 - Math.cos((p - y) / scale)) : 2 * scale ** 2),
  ),
);
