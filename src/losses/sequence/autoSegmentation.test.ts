import { expect, test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawCube, drawRows, expectValues, gradientOf, sumOf } from "../../../tests/losses/numbers.ts";
import { autoSegmentation } from "./autoSegmentation.ts";

const [time, classes] = [4, 3];
const logits = drawCube(3, time, classes);
const transitions = drawRows(classes, classes, 7);

/** Over all paths: those that the labels stretch to, against all. */
function bruteForce(rows: readonly number[][], labels: readonly number[]): number {
  const paths = Array.from({ length: classes ** rows.length }, (_, code) =>
    rows.map((_row, t) => Math.floor(code / classes ** t) % classes),
  );
  const weight = (path: readonly number[]): number =>
    Math.exp(
      sumOf(path.map((label, t) => rows[t]?.[label] as number)) +
        sumOf(path.slice(1).map((label, t) => transitions[path[t] as number]?.[label] as number)),
    );
  const fits = paths.filter((path) => path.filter((label, t) => label !== path[t - 1]).join() === labels.join());
  return Math.log(sumOf(paths.map(weight))) - Math.log(sumOf(fits.map(weight)));
}

test("against all paths, of several lengths", async () => {
  const labels = [
    [0, 2, 1],
    [1, 2, -1],
    [2, 9, 9],
  ];
  const [frames, lengths] = [
    [4, 3, 2],
    [3, 2, 1],
  ];
  const want = logits.map((rows, i) => bruteForce(rows.slice(0, frames[i]), labels[i]?.slice(0, lengths[i]) ?? []));
  const given = [int64(labels), int64(frames), int64(lengths)] as const;
  await expectValues(autoSegmentation(float64(logits), ...given, float64(transitions)), want);
});

test("more labels than frames: infinite, with a finite gradient", async () => {
  const given = [int64([[0, 1, 2]]), int64([2]), int64([3])] as const;
  const one = [logits[0] as number[][]];
  await expectValues(autoSegmentation(float64(one), ...given, float64(transitions)), [Number.POSITIVE_INFINITY]);
  const slope = await gradientOf((x) => autoSegmentation(x, ...given, float64(transitions)), one);
  expect(slope.every(Number.isFinite)).toBe(true);
});
