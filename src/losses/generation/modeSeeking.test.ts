import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { modeSeeking } from "./modeSeeking.ts";

test("the inverse ratio of the distances", async () => {
  const image = (x: number): ReturnType<typeof float64> => float64([[x, 2 * x]]);
  const [value] = await numbersOf(modeSeeking(image(0), image(2), float64([[0]]), float64([[6]])));
  expect(value).toBeCloseTo(1 / (3 / 6 + 1e-5), 10);
});

test("equal images cost 1/ε, not infinity", async () => {
  const same = float64([[1, 1]]);
  const [value] = await numbersOf(modeSeeking(same, same, float64([[0]]), float64([[6]]), { epsilon: 0.01 }));
  expect(value).toBeCloseTo(100, 10);
});
