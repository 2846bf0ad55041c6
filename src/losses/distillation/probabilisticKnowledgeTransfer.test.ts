import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { probabilisticKnowledgeTransfer } from "./probabilisticKnowledgeTransfer.ts";

test("rotations keep neighbours", async () => {
  const teacher = float64([
    [1, 0],
    [0, 1],
    [-1, 1],
  ]);
  for (const value of await numbersOf(
    probabilisticKnowledgeTransfer(
      teacher,
      float64([
        [0, 2],
        [-1, 0],
        [-3, -3],
      ]),
    ),
  ))
    expect(value).toBeCloseTo(0, 12);
});

test("an example opposite to its neighbour costs much, not infinitely much", async () => {
  const teacher = float64([
    [1, 0],
    [1, 0],
    [-1, 0],
  ]);
  const student = float64([
    [1, 0],
    [-1, 0],
    [1, 0],
  ]);
  const [value] = await numbersOf(probabilisticKnowledgeTransfer(teacher, student));
  expect(value).toBeCloseTo(Math.log(1e7), 4);
});
