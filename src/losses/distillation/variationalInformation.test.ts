import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { variationalInformation } from "./variationalInformation.ts";

test("at the best variance the value is half of 1 + its logarithm", async () => {
  // softplus(s) = 4 - 1e-5 for errors of 2.
  const scale = float64([Math.log(Math.expm1(4 - 1e-5))]);
  const inputs = [float64([[[[1, 5]]]]), float64([[[[3, 3]]]])] as const;
  expect((await numbersOf(variationalInformation(...inputs, scale)))[0]).toBeCloseTo((1 + Math.log(4)) / 2, 12);
  const { gradient } = await valueAndGradient(
    (x) => variationalInformation(...inputs, x),
    [Math.log(Math.expm1(4 - 1e-5))],
    { dtype: "float64" },
  );
  expect(gradient[0]).toBeCloseTo(0, 12);
});
