import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { generalizedKl } from "./generalizedKl.ts";
import { klDivergence } from "./klDivergence.ts";

const [targets, amounts] = [
  drawRows(4, 3, 2).map((row) => row.map(Math.abs)),
  drawRows(4, 3).map((row) => row.map(Math.abs)),
];

test("is sum t log(t / p) - t + p, of amounts and of their logarithms", async () => {
  const want = targets.map((row, i) =>
    sumOf(
      row.map((t, c) => {
        const p = amounts[i]?.[c] as number;
        return t * Math.log(t / p) - t + p;
      }),
    ),
  );
  await expectValues(generalizedKl(float64(targets), float64(amounts)), want);
  const logs = amounts.map((row) => row.map(Math.log));
  await expectValues(generalizedKl(float64(targets), float64(logs), { fromLog: true }), want);
});

test("is klDivergence where both sum to 1", async () => {
  const [t, p] = [float64(drawSimplex(3, 4)), float64(drawSimplex(3, 4, 2))];
  await expectValues(generalizedKl(t, p), await numbersOf(klDivergence(t, p)));
});

test("amounts of 0 in both are no loss", async () => {
  await expectValues(generalizedKl(float64([[0, 2]]), float64([[0, 2]])), [0]);
});
