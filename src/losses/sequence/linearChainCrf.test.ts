import { test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawCube, drawRows, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { linearChainCrf } from "./linearChainCrf.ts";

const [time, classes] = [4, 3];
const scores = drawCube(3, time, classes);
const transitions = drawRows(classes, classes, 7);

function scoreOf(rows: readonly number[][], path: readonly number[]): number {
  const own = path.map((label, t) => rows[t]?.[label] as number);
  return sumOf(own) + sumOf(path.slice(1).map((label, t) => transitions[path[t] as number]?.[label] as number));
}

function bruteForce(rows: readonly number[][], path: readonly number[]): number {
  const all = Array.from({ length: classes ** rows.length }, (_, code) =>
    rows.map((_, t) => Math.floor(code / classes ** t) % classes),
  );
  return Math.log(sumOf(all.map((each) => Math.exp(scoreOf(rows, each))))) - scoreOf(rows, path);
}

test("against all label sequences, of several lengths", async () => {
  const labels = [
    [0, 2, 2, 1],
    [1, 1, -1, -1],
    [2, 9, 9, 9],
  ];
  const lengths = [4, 2, 1];
  const want = scores.map((rows, i) => bruteForce(rows.slice(0, lengths[i]), labels[i]?.slice(0, lengths[i]) ?? []));
  await expectValues(linearChainCrf(float64(scores), int64(labels), int64(lengths), float64(transitions)), want);
});

test("nothing to label is 0; transitions of 0 leave cross-entropies", async () => {
  const zeros = float64(transitions.map((row) => row.map(() => 0)));
  const labels = int64([
    [0, 1, 2, 0],
    [0, 0, 0, 0],
    [1, 1, 1, 1],
  ]);
  const got = linearChainCrf(float64(scores), labels, int64([4, 0, 2]), zeros);
  const nats = (row: readonly number[], label: number): number =>
    Math.log(sumOf(row.map(Math.exp))) - (row[label] as number);
  const first = sumOf([0, 1, 2, 0].map((label, t) => nats(scores[0]?.[t] as number[], label)));
  const third = sumOf([1, 1].map((label, t) => nats(scores[2]?.[t] as number[], label)));
  await expectValues(got, [first, 0, third]);
});
