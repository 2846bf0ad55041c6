import { test } from "vitest";
import { cosine, embeddings, labels, perAnchor } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { pnp } from "./pnp.ts";

const costs = {
  O: (r: number): number => r,
  Iu: (r: number): number => (1 + r) * Math.log(1 + r),
  Ib: (r: number): number => (2 * r - Math.log(1 + 2 * r)) / 4,
  Ds: (r: number): number => Math.log(1 + r),
  Dq: (r: number): number => 1 - (1 + r) ** -1.5,
};

test.each(["O", "Iu", "Ib", "Ds", "Dq"] as const)("variant %s", async (variant) => {
  const want = perAnchor((a, ps, ns) =>
    meanOf(ps.map((p) => costs[variant](sumOf(ns.map((n) => sigmoidOf((cosine(a, n) - cosine(a, p)) / 0.3)))))),
  );
  const options = { variant, alpha: 1.5, temperature: 0.3 };
  await expectValues(pnp(int64(labels), float64(embeddings), options), want);
});
