import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { twoHot } from "./twoHot.ts";

const logits = drawRows(4, 5);
const nats = (row: readonly number[], weights: readonly number[]): number =>
  -sumOf(softmaxOf(row).map((p, i) => (weights[i] as number) * Math.log(p)));

test("mass on the two nearest atoms, on the last one beyond", async () => {
  const weights = [
    [0, 0, 1, 0, 0],
    [0, 0.25, 0.75, 0, 0],
    [0, 0, 0, 0, 1],
    [1, 0, 0, 0, 0],
  ];
  const got = twoHot(float64([0, -0.25, 7, -2]), float64(logits), { minValue: -2, maxValue: 2 });
  await expectValues(
    got,
    logits.map((row, i) => nats(row, weights[i] as number[])),
  );
});

test("symlog spaces the atoms for large numbers", async () => {
  const far = [Math.E - 1, 1 - Math.E, Math.E ** 2 - 1, 0];
  const plain = await numbersOf(twoHot(float64([1, -1, 2, 0]), float64(logits), { minValue: -2, maxValue: 2 }));
  await expectValues(twoHot(float64(far), float64(logits), { minValue: -2, maxValue: 2, symlog: true }), plain);
});
