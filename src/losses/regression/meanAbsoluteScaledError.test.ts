import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { ShapeError } from "../../core/errors.ts";
import { meanAbsoluteScaledError } from "./meanAbsoluteScaledError.ts";

const history = [[1, 3, 2, 6, 4]];

test.each([
  [1, (2 + 1 + 4 + 2) / 4],
  [2, (1 + 3 + 2) / 3],
])("over the change from one season of %d to the next", async (season, naive) => {
  const loss = meanAbsoluteScaledError(float64([[5, 6]]), float64([[4, 9]]), float64(history), { season });
  expectNumbers(await numbersOf(loss), [2 / naive]);
});

test("a history of a single season says nothing", () => {
  const call = (): unknown => meanAbsoluteScaledError(float64([[5]]), float64([[4]]), float64(history), { season: 5 });
  expect(call).toThrow(ShapeError);
});
