import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { simPo } from "./simPo.ts";

test("logistic loss beyond the margin", async () => {
  const got = simPo(float64([-1, -2]), float64([-2, -1]), { beta: 2, margin: 1 });
  await expectValues(got, [-Math.log(sigmoidOf(1)), -Math.log(sigmoidOf(-3))]);
});
