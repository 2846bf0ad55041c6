import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { categoricalKl } from "./categoricalKl.ts";

test("0 for the uniform, log K for a sure one", async () => {
  const got = await numbersOf(
    categoricalKl(
      float64([
        [7, 7, 7, 7],
        [1e4, 0, 0, 0],
      ]),
    ),
  );
  expect(got[0]).toBeCloseTo(0, 12);
  expect(got[1]).toBeCloseTo(Math.log(4), 12);
});
