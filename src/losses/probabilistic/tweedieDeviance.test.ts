import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { ArgumentError } from "../../core/errors.ts";
import { gammaDeviance } from "./gammaDeviance.ts";
import { poissonDeviance } from "./poissonDeviance.ts";
import { tweedieDeviance } from "./tweedieDeviance.ts";

test.each([1.2, 1.5, 2.5, 3])("power %d", (p) =>
  expectElementwise(
    (y, m) => tweedieDeviance(y, m, { power: p }),
    (y, m) => 2 * (y ** (2 - p) / ((1 - p) * (2 - p)) - (y * m ** (1 - p)) / (1 - p) + m ** (2 - p) / (2 - p)),
    ["positive", "positive"],
    1e-11,
  ),
);

test("its special cases, and those beside them", async () => {
  const [y, p] = [float64([0.5, 3]), float64([2, 2.5])];
  const at = (power: number): Promise<number[]> => numbersOf(tweedieDeviance(y, p, { power }));
  expectNumbers(await at(0), [2.25, 0.25]);
  expectNumbers(await at(1), await numbersOf(poissonDeviance(y, p)));
  expectNumbers(await at(2), await numbersOf(gammaDeviance(y, p)));
  expectNumbers(await at(1.000001), await at(1), 1e-5);
  expectNumbers(await at(2.000001), await at(2), 1e-5);
});

test("there is no such distribution between 0 and 1", () => {
  expect(() => tweedieDeviance(float64([1]), float64([1]), { power: 0.5 })).toThrow(ArgumentError);
});
