import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { illuminationSmoothness } from "./illuminationSmoothness.ts";

test("both differences are added before they are squared", async () => {
  expect(
    await numbersOf(
      illuminationSmoothness(
        float64([
          [
            [
              [1, 3],
              [-2, 0],
            ],
          ],
        ]),
      ),
    ),
  ).toEqual([(2 + 3) ** 2]);
});
