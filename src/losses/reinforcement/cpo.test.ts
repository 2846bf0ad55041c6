import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { cpo } from "./cpo.ts";

test("preference and likelihood", async () => {
  const got = cpo(float64([-1, -4]), float64([-3, -2]), { beta: 0.5, weight: 0.25 });
  await expectValues(got, [-Math.log(sigmoidOf(1)) + 0.25, -Math.log(sigmoidOf(-1)) + 1]);
});
