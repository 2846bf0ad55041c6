import { test } from "vitest";
import {
  distance,
  embeddings,
  expectPaired,
  hinge,
  labels,
  perAnchor,
  type Row,
  softplus,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import { type BatchHardTripletOptions, batchHardTriplet } from "./batchHardTriplet.ts";
import { tripletMarginMined } from "./tripletMarginMined.ts";

test("farthest positive against nearest negative", async () => {
  const gap = (a: Row, ps: readonly Row[], ns: readonly Row[]): number =>
    Math.max(...ps.map((p) => distance(a, p))) - Math.min(...ns.map((n) => distance(a, n)));
  const run = (options?: BatchHardTripletOptions): Tensor =>
    batchHardTriplet(int64(labels), float64(embeddings), options);
  await expectPaired(
    run(),
    perAnchor((a, ps, ns) => softplus(gap(a, ps, ns))),
  );
  await expectPaired(
    run({ margin: 0.7 }),
    perAnchor((a, ps, ns) => hinge(gap(a, ps, ns) + 0.7)),
  );
  const unitGaps = perAnchor((a, ps, ns) => softplus(gap(a, ps, ns)), { scaled: true });
  await expectPaired(run({ normalize: true }), unitGaps);
});

test("is the hard mining of tripletMarginMined with a hinge", async () => {
  const [y, x] = [int64(labels), float64(embeddings)];
  const mined = await numbersOf(tripletMarginMined(y, x, { mining: "hard", margin: 0.3 }));
  await expectValues(batchHardTriplet(y, x, { margin: 0.3, normalize: true }), mined);
});
