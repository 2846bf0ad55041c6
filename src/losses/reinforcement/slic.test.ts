import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { slic } from "./slic.ts";

test("hinge and likelihood", async () => {
  const got = slic(float64([-1, -4]), float64([-3, -2]), float64([-5, -6]), { margin: 1.5, weight: 0.1 });
  await expectValues(got, [0.5, 3.5 + 0.6]);
});
