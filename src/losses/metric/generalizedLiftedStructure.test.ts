import { test } from "vitest";
import {
  distance,
  embeddings,
  expectPaired,
  hinge,
  labels,
  logSumExp,
  perAnchor,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { generalizedLiftedStructure } from "./generalizedLiftedStructure.ts";

test("a soft maximum over positives against one over negatives", async () => {
  const want = perAnchor((a, ps, ns) =>
    hinge(logSumExp(ps.map((p) => distance(a, p) - 0.1)) + logSumExp(ns.map((n) => 0.5 - distance(a, n)))),
  );
  const options = { negMargin: 0.5, posMargin: 0.1 };
  await expectPaired(generalizedLiftedStructure(int64(labels), float64(embeddings), options), want);
});
