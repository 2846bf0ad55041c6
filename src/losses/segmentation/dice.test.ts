import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { DomainError } from "../../core/errors.ts";
import { input } from "../../core/tensor.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { dice } from "./dice.ts";

test("what Keras and MONAI publish", async () => {
  const yTrue = float64([
    [
      [[1], [1]],
      [[0], [0]],
    ],
    [
      [[1], [1]],
      [[0], [0]],
    ],
  ]);
  const yPred = float64([
    [
      [[0], [1]],
      [[0], [1]],
    ],
    [
      [[0.4], [0]],
      [[0], [0.9]],
    ],
  ]);
  expectNumbers(await numbersOf(dice(yTrue, yPred, { smooth: 1e-7 })), [0.5, 0.75757575], 1e-6);
  const sigmoid = dice(
    float64([
      [
        [
          [1, 0],
          [1, 1],
        ],
      ],
    ]),
    float64([
      [
        [
          [1, -1],
          [-1, 1],
        ],
      ],
    ]),
    { fromLogits: true },
  );
  expectNumbers(await numbersOf(sigmoid), [0.307576], 1e-5);
  const target = float64([
    [
      [0, 1, 1],
      [1, 0, 0],
    ],
    [
      [0, 0, 1],
      [1, 1, 0],
    ],
  ]);
  const logits = float64([
    [
      [-1, 0, 1],
      [1, 0, -1],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  ]);
  const [a = 0, b = 0] = await numbersOf(dice(target, logits, { fromLogits: true, perChannel: true, smooth: 1e-4 }));
  expect((a + b) / 2).toBeCloseTo(0.383713, 5);
});

test("nothing to find and nothing found is right, smoothed or not", async () => {
  const none = float64([[[0, 0, 0]]]);
  for (const smooth of [0, 1e-5, 1]) expect(await numbersOf(dice(none, none, { smooth }))).toEqual([0]);
  expectNumbers(await numbersOf(dice(none, float64([[[1, 0, 1]]]), { smooth: 1 })), [1 - 1 / 3]);
});

test("soft targets have their minimum at themselves with softLabels only", async () => {
  const half = float64([[[0.5, 0.5, 0.5]]]);
  expectNumbers(await numbersOf(dice(half, half)), [0.5], 1e-5);
  expectNumbers(await numbersOf(dice(half, half, { softLabels: true })), [0]);
});

test("logits of several channels are a softmax's, of one a sigmoid's; one channel has no softmax and no background", () => {
  expect(() => dice(input("t", [2, 1, 4]), input("p", [2, 1, 4]), { fromLogits: true, activation: "softmax" })).toThrow(
    "dice: expected at least 2 channels",
  );
  expect(() => dice(input("t", [2, 1, 4]), input("p", [2, 1, 4]), { includeBackground: false })).toThrow("background");
  expect(() => dice(input("t", [2, 1, 4]), sigmoid(input("p", [2, 1, 4])), { fromLogits: true })).toThrow(DomainError);
});
