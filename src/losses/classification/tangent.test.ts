import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { tangent } from "./tangent.ts";

describeMarginLoss("tangent", tangent, (m) => (2 * Math.atan(m) - 1) ** 2);

test("is 0 at tan(½) and bounded on both sides", async () => {
  const want = [0, (Math.PI + 1) ** 2, (Math.PI - 1) ** 2];
  await expectValues(tangent(float64([1, 1, 1]), float64([Math.tan(0.5), -1e12, 1e12])), want, 1e-11);
});
