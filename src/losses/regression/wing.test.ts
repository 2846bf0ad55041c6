import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { wing } from "./wing.ts";

test.each([
  [5, 0.5],
  [10, 2],
  [1, 3],
])("logarithmic below width %d (curvature %d), then linear", (width, curvature) => {
  const offset = width - width * Math.log(1 + width / curvature);
  const formula = (size: number): number => (size < width ? width * Math.log(1 + size / curvature) : size - offset);
  return expectElementwise(
    (y, p) => wing(y, p, { width, curvature }),
    (y, p) => formula(Math.abs(p - y)),
  );
});
