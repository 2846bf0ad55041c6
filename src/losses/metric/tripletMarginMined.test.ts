import { expect, test } from "vitest";
import {
  around,
  cosine,
  distance,
  embeddings,
  hinge,
  labels,
  paired,
  perAnchor,
  type Row,
  softplus,
  squared,
  unit,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { reduceLoss } from "../reduce.ts";
import spec, { type TripletMarginMinedOptions, tripletMarginMined } from "./tripletMarginMined.ts";

const run = (options: TripletMarginMinedOptions): Tensor =>
  tripletMarginMined(int64(labels), float64(embeddings), options);
const margin = 0.4;
const cost = (p: number, n: number): number => hinge(p - n + margin);
/** Means of a function of the distances to positives and to negatives. */
const scaled = (f: (positives: number[], negatives: number[]) => number): number[] =>
  perAnchor(
    (a, ps, ns) =>
      f(
        ps.map((x) => distance(a, x)),
        ns.map((x) => distance(a, x)),
      ),
    { scaled: true },
  );

test("all triplets", async () => {
  const all = (ps: number[], ns: number[]): number[] => ps.flatMap((p) => ns.map((n) => cost(p, n)));
  await expectValues(
    run({ margin }),
    scaled((ps, ns) => meanOf(all(ps, ns))),
  );
  const violating = scaled((ps, ns) => meanOf(all(ps, ns).filter((each) => each > 0)));
  await expectValues(run({ margin, average: "violating" }), violating);
});

test("the hardest positive with the hardest negative", async () => {
  const want = scaled((ps, ns) => (ps.length === 0 ? 0 : cost(Math.max(...ps), Math.min(...ns))));
  await expectValues(run({ margin, mining: "hard" }), want);
});

test("semi-hard: the nearest negative beyond the positive, else the farthest", async () => {
  const want = scaled((ps, ns) =>
    meanOf(
      ps.map((p) => {
        const beyond = ns.filter((n) => n > p);
        return cost(p, beyond.length > 0 ? Math.min(...beyond) : Math.max(...ns));
      }),
    ),
  );
  await expectValues(run({ margin, mining: "semihard" }), want);
});

test("distance-weighted: the expectation over sampled negatives", async () => {
  const inverse = (d: number): number => d ** (2 - 4) * (1 - (d * d) / 4) ** (-(4 - 3) / 2);
  const want = scaled((ps, ns) => {
    const near = ns.filter((n) => n < 1.4);
    const pool = near.length > 0 ? near : ns;
    const weights = pool.map((n) => (near.length > 0 ? inverse(Math.max(0.5, n)) : 1));
    return meanOf(ps.map((p) => sumOf(pool.map((n, i) => (weights[i] as number) * cost(p, n))) / sumOf(weights)));
  });
  await expectValues(run({ margin, mining: "distanceWeighted" }), want);
});

test("with average: batch the mean over anchors is the mean over the batch's violations", async () => {
  const costs = paired.flatMap((i) => {
    const { a, positives, negatives } = around(i, embeddings.map(unit));
    return positives.flatMap((p) => negatives.map((n) => cost(distance(a, p), distance(a, n))));
  });
  const got = await numbersOf(run({ margin, average: "batch" }));
  expect(meanOf(paired.map((i) => got[i] as number))).toBeCloseTo(meanOf(costs.filter((each) => each > 0)), 12);
});

test("swap, softplus, and other distances", async () => {
  const of = (f: (a: Row, p: Row, n: Row) => number, isScaled: boolean): number[] =>
    perAnchor((a, ps, ns) => meanOf(ps.flatMap((p) => ns.map((n) => f(a, p, n)))), { scaled: isScaled });
  const swapped = of((a, p, n) => cost(distance(a, p), Math.min(distance(a, n), distance(p, n))), true);
  await expectValues(run({ margin, swap: true }), swapped);
  const smooth = of((a, p, n) => softplus(squared(a, p) - squared(a, n) + margin), false);
  await expectValues(run({ margin, smooth: true, distance: "squaredEuclidean", normalize: false }), smooth);
  const ofCosines = of((a, p, n) => hinge(cosine(a, n) - cosine(a, p) + margin), false);
  await expectValues(run({ margin, distance: "cosine", normalize: false }), ofCosines);
});

test("an anchor without a positive leaves the mean", async () => {
  const values = run({ margin });
  const mask = spec.mask?.(int64(labels), float64(embeddings));
  const [mean = 0] = await numbersOf(reduceLoss(values, { mask }));
  const got = await numbersOf(values);
  expect(mean).toBeCloseTo(meanOf(paired.map((i) => got[i] as number)), 12);
});
