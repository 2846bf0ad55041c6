import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRow, expectValues, sigmoidOf } from "../../../tests/losses/numbers.ts";
import { dpo } from "./dpo.ts";

const [chosen, rejected, refChosen, refRejected] = [1, 2, 3, 4].map((seed) =>
  drawRow(6, seed).map((x) => -5 * Math.abs(x)),
) as [number[], number[], number[], number[]];

test.each([{}, { beta: 0.5, labelSmoothing: 0.2 }, { referenceFree: true }])("against a loop, %o", async (options) => {
  const {
    beta = 0.1,
    labelSmoothing = 0,
    referenceFree = false,
  } = options as {
    beta?: number;
    labelSmoothing?: number;
    referenceFree?: boolean;
  };
  const want = chosen.map((log, i) => {
    const reference = referenceFree ? 0 : (refChosen[i] as number) - (refRejected[i] as number);
    const margin = beta * (log - (rejected[i] as number) - reference);
    return -(1 - labelSmoothing) * Math.log(sigmoidOf(margin)) - labelSmoothing * Math.log(sigmoidOf(-margin));
  });
  await expectValues(dpo(float64(chosen), float64(rejected), float64(refChosen), float64(refRejected), options), want);
});

test("log 2 where the policy is the reference", async () => {
  const [a, b] = [float64(chosen), float64(rejected)];
  await expectValues(
    dpo(a, b, a, b),
    chosen.map(() => Math.LN2),
  );
});
