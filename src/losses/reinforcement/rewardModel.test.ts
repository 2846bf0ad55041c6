import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { rewardModel } from "./rewardModel.ts";

test("log 2 for equal rewards; the margin moves it; the centre pulls both to 0", async () => {
  await expectValues(rewardModel(float64([1, 3]), float64([1, 1])), [Math.LN2, -Math.log(sigmoidOf(2))]);
  await expectValues(rewardModel(float64([1, 3]), float64([1, 1]), { margin: 0.5 }), [
    -Math.log(sigmoidOf(-0.5)),
    -Math.log(sigmoidOf(1.5)),
  ]);
  await expectValues(rewardModel(float64([1, 3]), float64([1, 1]), { centreWeight: 0.1 }), [
    Math.LN2 + 0.4,
    -Math.log(sigmoidOf(2)) + 1.6,
  ]);
});
