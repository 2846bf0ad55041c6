import { expect, test } from "vitest";
import { embeddings, hinge, labels, perAnchor, type Row } from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import { snrContrastive } from "./snrContrastive.ts";

const spread = (x: Row): number => meanOf(x.map((each) => (each - meanOf(x)) ** 2));
const ratio = (a: Row, b: Row): number => spread(a.map((x, i) => x - (b[i] as number))) / spread(a);

test("the variance of the difference over that of the anchor", async () => {
  const want = perAnchor(
    (a, ps, ns) =>
      meanOf(ps.map((p) => hinge(ratio(a, p) - 0.2))) +
      meanOf(ns.map((n) => hinge(3 - ratio(a, n)))) +
      0.1 * Math.abs(sumOf(a)),
  );
  const options = { posMargin: 0.2, negMargin: 3, zeroMean: 0.1 };
  await expectValues(snrContrastive(int64(labels), float64(embeddings), options), want);
});

test("an anchor without variance costs nothing", async () => {
  const [first, second] = await numbersOf(
    snrContrastive(
      int64([0, 0]),
      float64([
        [2, 2],
        [1, 3],
      ]),
    ),
  );
  expect([first, second]).toEqual([0, 1]);
});
