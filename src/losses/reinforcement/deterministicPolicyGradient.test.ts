import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectNear } from "../../../tests/losses/references.ts";
import { deterministicPolicyGradient } from "./deterministicPolicyGradient.ts";

test("minus the value", async () => {
  await expectNear(deterministicPolicyGradient(float64([1.5, -2])), [-1.5, 2]);
});
