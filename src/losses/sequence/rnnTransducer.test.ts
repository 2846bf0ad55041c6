import { expect, test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawCube, expectValues, gradientOf, softmaxOf } from "../../../tests/losses/numbers.ts";
import { ShapeError } from "../../core/errors.ts";
import { rnnTransducer } from "./rnnTransducer.ts";

/** Sum over all ways through the lattice, one after the other. */
function bruteForce(logits: readonly number[][][], labels: readonly number[], blank: number): number {
  const way = (t: number, u: number): number => {
    if (t === logits.length) return u === labels.length ? 1 : 0;
    const p = softmaxOf(logits[t]?.[u] as number[]);
    const next = u < labels.length ? (p[labels[u] as number] as number) * way(t, u + 1) : 0;
    return (p[blank] as number) * way(t + 1, u) + next;
  };
  return -Math.log(way(0, 0));
}

const logits = [1, 2, 3].map((seed) => drawCube(4, 4, 3, seed));
const labels = [
  [1, 2, 2],
  [2, 1, 0],
  [1, 1, 1],
];

test.each([0, -1])("against all ways, blank %i", async (blank) => {
  const [frames, lengths] = [
    [4, 3, 2],
    [3, 2, 0],
  ];
  const want = logits.map((lattice, i) =>
    bruteForce(lattice.slice(0, frames[i]), labels[i]?.slice(0, lengths[i]) ?? [], blank < 0 ? 2 : blank),
  );
  const got = rnnTransducer(float64(logits), int64(labels), int64(frames), int64(lengths), { blank });
  await expectValues(got, want);
});

test("labels without a frame: infinite, with gradient 0", async () => {
  const lengths = [int64([4, 0, 0]), int64([1, 1, 0])] as const;
  const want = [bruteForce(logits[0] as number[][][], [1], 0), Number.POSITIVE_INFINITY, 0];
  await expectValues(rnnTransducer(float64(logits), int64(labels), ...lengths), want);
  const slope = await gradientOf((x) => rnnTransducer(x, int64(labels), ...lengths), logits);
  expect(slope.every(Number.isFinite)).toBe(true);
  expect(slope.slice(48).every((each) => each === 0)).toBe(true);
});

test("needs one position more than labels", () => {
  const four = int64([[1, 2, 2, 1]]);
  expect(() => rnnTransducer(float64([logits[0] as number[][][]]), four, int64([4]), int64([4]))).toThrow(ShapeError);
});
