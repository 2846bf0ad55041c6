import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { gramStyle } from "./gramStyle.ts";

test("where things are does not matter", async () => {
  const rows = [
    [1, 2, 4],
    [0, 3, 1],
  ];
  const moved = rows.map((row) => [row[2] as number, row[0] as number, row[1] as number]);
  expect(
    (
      await numbersOf(
        gramStyle(
          float64([[[rows[0] as number[]], [rows[1] as number[]]]]),
          float64([[[moved[0] as number[]], [moved[1] as number[]]]]),
        ),
      )
    )[0],
  ).toBeCloseTo(0, 12);
});

test("one channel: a quarter of the squared difference of mean squares", async () => {
  const [value] = await numbersOf(gramStyle(float64([[[[1, 3]]]]), float64([[[[2, 2]]]])));
  expect(value).toBeCloseTo((5 - 4) ** 2 / 4, 12);
});
