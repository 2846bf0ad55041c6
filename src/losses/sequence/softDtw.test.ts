import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawCube, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { softDtw } from "./softDtw.ts";

const [a, b] = [drawCube(2, 4, 2, 1), drawCube(2, 6, 2, 2)];

/** Costs of all monotonic alignments. */
function costsOf(x: readonly number[][], y: readonly number[][]): number[] {
  const at = (i: number, j: number): number =>
    sumOf((x[i] as number[]).map((v, k) => (v - (y[j]?.[k] as number)) ** 2));
  const walk = (i: number, j: number): number[] => {
    if (i === 0 && j === 0) return [at(0, 0)];
    const before = [
      [i - 1, j],
      [i, j - 1],
      [i - 1, j - 1],
    ].filter(([p, q]) => (p as number) >= 0 && (q as number) >= 0);
    return before.flatMap(([p, q]) => walk(p as number, q as number).map((cost) => cost + at(i, j)));
  };
  return walk(x.length - 1, y.length - 1);
}

const soft = (x: readonly number[][], y: readonly number[][], gamma: number): number =>
  -gamma * Math.log(sumOf(costsOf(x, y).map((cost) => Math.exp(-cost / gamma))));

test.each([0.1, 1, 5])("against all alignments, gamma %d", async (gamma) => {
  const want = a.map((x, i) => soft(x, b[i] as number[][], gamma));
  await expectValues(softDtw(float64(a), float64(b), { gamma }), want);
  const own = a.map((x, i) => {
    const y = b[i] as number[][];
    return soft(x, y, gamma) - (soft(x, x, gamma) + soft(y, y, gamma)) / 2;
  });
  await expectValues(softDtw(float64(a), float64(b), { gamma, divergence: true }), own);
});

test("small gamma is the least cost; one step each is the squared distance", async () => {
  const least = a.map((x, i) => Math.min(...costsOf(x, b[i] as number[][])));
  await expectValues(softDtw(float64(a), float64(b), { gamma: 1e-4 }), least, 1e-3);
  await expectValues(softDtw(float64([[[1, 2]]]), float64([[[4, 6]]])), [25]);
});

test("the divergence of a series from itself is 0", async () => {
  await expectValues(softDtw(float64(a), float64(a), { divergence: true }), [0, 0]);
});
