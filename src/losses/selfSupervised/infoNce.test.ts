import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { infoNce } from "./infoNce.ts";

test("equally near keys are told apart by chance", async () => {
  const query = float64([[1, 1]]);
  const key = float64([[1, 0]]);
  const negatives = float64([
    [
      [0, 2],
      [3, 0],
      [0, 1],
    ],
  ]);
  expect((await numbersOf(infoNce(query, key, negatives)))[0]).toBeCloseTo(Math.log(4), 12);
});

test("the temperature may be a tensor", async () => {
  const inputs = [float64([[1, 2]]), float64([[2, 1]]), float64([[[1, -1]]])] as const;
  const [fixed] = await numbersOf(infoNce(...inputs, { temperature: 0.2 }));
  expect((await numbersOf(infoNce(...inputs, { temperature: float64(0.2) })))[0]).toBeCloseTo(fixed as number, 12);
});
