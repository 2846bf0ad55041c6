import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { categoricalCrossentropy } from "../classification/categoricalCrossentropy.ts";
import { consistency } from "./consistency.ts";

test("squared difference of probabilities; by cross-entropy the gradient stays exact however sure the network is", async () => {
  const [value] = await numbersOf(consistency(float64([[900, 0]]), float64([[0, 900]])));
  expect(value).toBe(1);
  const { gradient } = await valueAndGradient(
    (x) => consistency(constant([[900, 0]]), x, { loss: categoricalCrossentropy }),
    [[0, 900]],
  );
  expect(gradient).toEqual([-1, 1]);
});

test("nothing flows back to the target", async () => {
  const { gradient } = await valueAndGradient((x) => consistency(x, constant([[1, 2]])), [[3, 1]]);
  expect(gradient).toEqual([0, 0]);
});
