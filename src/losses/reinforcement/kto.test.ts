import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { kto } from "./kto.ts";

test("good and bad answers, each weighed", async () => {
  const [logs, reference] = [
    [-1, -2, -3],
    [-2, -2, -1],
  ] as const;
  const [desirable, baseline] = [
    [1, 0, 0],
    [0.5, 0.5, 0],
  ] as const;
  const options = { beta: 0.7, desirableWeight: 2, undesirableWeight: 3 };
  const got = kto(float64(logs), float64(reference), float64(desirable), float64(baseline), options);
  const want = [2 * (1 - sigmoidOf(0.7 * 0.5)), 3 * (1 - sigmoidOf(0.7 * 0.5)), 3 * (1 - sigmoidOf(0.7 * 2))];
  await expectValues(got, want);
});
