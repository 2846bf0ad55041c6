import { test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues, oneHotOf } from "../../../tests/losses/numbers.ts";
import { max } from "../../ops/reduce.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import { fenchelYoung } from "./fenchelYoung.ts";
import { multiclassPerceptron } from "./multiclassPerceptron.ts";

const [labels, scores] = [drawLabels(6, 4), drawRows(6, 4)];
const [target, z] = [float64(oneHotOf(labels, 4)), float64(scores)];

test("with log-sum-exp is cross-entropy of logits", async () => {
  const want = await numbersOf(categoricalCrossentropy(target, z, { fromLogits: true }));
  await expectValues(fenchelYoung(target, z), want);
});

test("with the maximum itself is the perceptron's loss", async () => {
  const want = await numbersOf(multiclassPerceptron(int64(labels), z));
  await expectValues(fenchelYoung(target, z, { maxFunction: (x) => max(x, { axes: -1 }) }), want);
});
