import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { moveToMistakes } from "../mistakes.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import { matrixCrossentropy } from "./matrixCrossentropy.ts";

const yTrue = float64([
  [1, 0, 0],
  [0, 1, 0],
]);
const yPred = float64([
  [0.7, 0.2, 0.1],
  [0.3, 0.6, 0.1],
]);
const identity = float64([
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]);

test("with the identity it is cross-entropy in bits", async () => {
  const got = await numbersOf(matrixCrossentropy(yTrue, yPred, identity));
  const nats = await numbersOf(categoricalCrossentropy(yTrue, yPred));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo((nats[i] as number) / Math.LN2, 12);
  });
});

test("the formula with another matrix", async () => {
  const matrix = [
    [0.8, 0.1, 0],
    [0.2, 0.9, 0],
    [0, 0, 1],
  ];
  const [value] = await numbersOf(matrixCrossentropy(yTrue, yPred, float64(matrix)));
  const weights = matrix.map((row) => row[0] as number);
  const extra = [0.7, 0.2, 0.1].reduce(
    (sum, o, c) => sum + ((weights[c] as number) - (c === 0 ? 1 : 0)) * Math.exp(o),
    0,
  );
  expect(value).toBeCloseTo(-Math.log2(0.7) + extra, 12);
});

test("columns of seen classes move towards their mean predictions, the others stay", async () => {
  const next = await numbersOf(moveToMistakes(identity, yTrue, yPred, 0.5));
  const want = [0.85, 0.15, 0, 0.1, 0.8, 0, 0.05, 0.05, 1];
  next.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 12);
  });
});

test("sure and right predictions leave the identity", async () => {
  expect(await numbersOf(moveToMistakes(identity, yTrue, yTrue, 0.5))).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});
