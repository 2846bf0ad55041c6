import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { input } from "../../core/tensor.ts";
import { dice } from "./dice.ts";
import { sparseDice } from "./sparseDice.ts";

test("dice of the one-hot masks; a label outside the classes is in none", async () => {
  const yPred = float64([
    [
      [0.7, 0.2, 0.1],
      [0.3, 0.8, 0.9],
    ],
  ]);
  const masks = float64([
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
  ]);
  const options = { perChannel: true } as const;
  expect(await numbersOf(sparseDice(int64([[0, 1, 255]]), yPred, options))).toEqual(
    await numbersOf(dice(masks, yPred, options)),
  );
});

test("labels with a channel axis are refused", () => {
  const yTrue = input("t", [2, 1, 4], { dtype: "int64" });
  expect(() => sparseDice(yTrue, input("p", [2, 3, 4]))).toThrow("sparseDice: expected");
});
