import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { modifiedHuber } from "./modifiedHuber.ts";

describeMarginLoss("modifiedHuber", modifiedHuber, (m) => (m >= -1 ? Math.max(0, 1 - m) ** 2 : -4 * m));

test("both pieces meet at the margin -1", async () => {
  await expectValues(modifiedHuber(float64([1, 1, 1]), float64([-1 - 1e-9, -1, -1 + 1e-9])), [4, 4, 4], 1e-8);
});
