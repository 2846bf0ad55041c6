import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { ntXent } from "./ntXent.ts";

test("two orthogonal pairs, closed form", async () => {
  const view = float64([
    [2, 0],
    [0, 3],
  ]);
  // Cosine 1 with the other view, 0 with both views of the other example.
  const each = Math.log(Math.E ** 2 + 2) - 2;
  for (const value of await numbersOf(ntXent(view, view, { temperature: 0.5 }))) expect(value).toBeCloseTo(each, 12);
});

test("the digits of a loss near 0 are kept, and a batch of one is 0", async () => {
  const view = float64([
    [1, 0],
    [-1, 0],
  ]);
  // Both negatives at cosine -1: log(1 + 2 e^-40).
  const [value] = await numbersOf(ntXent(view, view, { temperature: 0.05 }));
  expect((value as number) / (2 * Math.exp(-40))).toBeCloseTo(1, 12);
  expect(await numbersOf(ntXent(float64([[1, 2]]), float64([[3, 1]])))).toEqual([0]);
});
