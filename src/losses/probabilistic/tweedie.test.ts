import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { tweedie } from "./tweedie.ts";
import { tweedieDeviance } from "./tweedieDeviance.ts";

test.each([1.1, 1.5, 1.9])("power %d", (power) =>
  expectElementwise(
    (y, p) => tweedie(y, p, { power }),
    (y, p) => (-y * p ** (1 - power)) / (1 - power) + p ** (2 - power) / (2 - power),
    ["count", "positive"],
  ),
);

test("its gradient is that of half the deviance", async () => {
  const y = constant([0, 2, 5]);
  const [own, deviance] = [
    await valueAndGradient((x) => tweedie(y, x, { power: 1.3 }), [1, 3, 0.5]),
    await valueAndGradient((x) => tweedieDeviance(y, x, { power: 1.3 }), [1, 3, 0.5]),
  ];
  expectNumbers(
    own.gradient,
    deviance.gradient.map((each) => each / 2),
    1e-5,
  );
});
