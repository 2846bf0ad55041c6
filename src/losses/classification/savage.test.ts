import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { savage } from "./savage.ts";

describeMarginLoss("savage", savage, (m) => 1 / (1 + Math.exp(2 * m)) ** 2);

test("is bounded", async () => {
  await expectValues(savage(float64([1, 1, 1]), float64([-1e4, 0, 1e4])), [1, 0.25, 0]);
});
