import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { deterministicPolicyGradient } from "./deterministicPolicyGradient.ts";

test("minus the value", async () => {
  await expectValues(deterministicPolicyGradient(float64([1.5, -2])), [-1.5, 2]);
});
