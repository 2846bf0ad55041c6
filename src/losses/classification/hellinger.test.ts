import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { softmax } from "../../ops/reduce.ts";
import { hellinger } from "./hellinger.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3)];

test("is the distance of the roots over √2", async () => {
  const squares = logits.map((row, i) => {
    const p = softmaxOf(row);
    return sumOf(p.map((each, c) => (Math.sqrt(each) - Math.sqrt(targets[i]?.[c] as number)) ** 2)) / 2;
  });
  const [t, z] = [float64(targets), float64(logits)];
  await expectValues(hellinger(t, z, { fromLogits: true }), squares.map(Math.sqrt));
  await expectValues(hellinger(t, softmax(z)), squares.map(Math.sqrt));
  await expectValues(hellinger(t, softmax(z), { squared: true }), squares);
});

test("is 0 for equal, 1 for disjoint distributions", async () => {
  const rows = [
    [0.5, 0.5, 0],
    [1, 0, 0],
  ];
  const others = [
    [0.5, 0.5, 0],
    [0, 0, 1],
  ];
  await expectValues(hellinger(float64(rows), float64(others)), [0, 1]);
});
