import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues, oneHotOf, sumOf } from "../../../tests/losses/numbers.ts";
import { transpose } from "../../ops/structure.ts";
import { categoricalHinge } from "./categoricalHinge.ts";

const [labels, scores] = [drawLabels(6, 3), drawRows(6, 3)];
const targets = oneHotOf(labels, 3);

test("is max(0, 1 + best other - own), where the best other is at least 0", async () => {
  const want = scores.map((row, i) => {
    const own = row[labels[i] as number] as number;
    const others = Math.max(0, ...row.filter((_, c) => c !== labels[i]));
    return Math.max(0, 1 + others - own);
  });
  await expectValues(categoricalHinge(float64(targets), float64(scores)), want);
  const moved = categoricalHinge(transpose(float64(targets)), transpose(float64(scores)), { axis: 0 });
  await expectValues(moved, want);
});

test("the published numbers of Keras", async () => {
  const yTrue = [
    [0, 1],
    [0, 0],
  ];
  const yPred = [
    [0.6, 0.4],
    [0.4, 0.6],
  ];
  await expectValues(categoricalHinge(float64(yTrue), float64(yPred)), [1.2, 1.6]);
});

test("takes soft targets as Keras does", async () => {
  const row = [2, -1, 0.5];
  const target = [0.5, 0.3, 0.2];
  const own = sumOf(row.map((score, c) => score * (target[c] as number)));
  const others = Math.max(...row.map((score, c) => score * (1 - (target[c] as number))));
  await expectValues(categoricalHinge(float64([target]), float64([row])), [1 + others - own]);
});
