import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { softmax } from "../../ops/reduce.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import { polyCrossentropy } from "./polyCrossentropy.ts";

test("adds epsilon times the probability that others have", async () => {
  const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];
  const want = logits.map((row, i) => {
    const p = softmaxOf(row);
    return sumOf(p.map((each, c) => (targets[i]?.[c] as number) * (1.5 * (1 - each) - Math.log(each))));
  });
  await expectValues(polyCrossentropy(float64(targets), float64(logits), { epsilon: 1.5 }), want);
  const plain = categoricalCrossentropy(float64(targets), float64(logits), { fromLogits: true });
  await expectValues(polyCrossentropy(float64(targets), float64(logits), { epsilon: 0 }), await numbersOf(plain));
});

test("the published numbers of optax", async () => {
  const logits = float64([[0.14, 1.456, 2.356, -0.124, -2.47]]);
  const targets = float64([[0.1, 0.15, 0.2, 0.25, 0.3]]);
  for (const [epsilon, want] of [
    [2, 4.5317],
    [1, 3.7153],
    [0, 2.899],
    [-1, 2.0827],
  ] as const)
    await expectValues(polyCrossentropy(targets, logits, { epsilon }), [want], 1e-4);
});

test("takes logits", () => {
  expect(() => polyCrossentropy(float64([[1, 0]]), softmax(float64([[1, 0]])))).toThrow("drop what made the");
});
