import { test } from "vitest";
import {
  average,
  cosine,
  embeddings,
  expectValues,
  labels,
  perAnchor,
  sigmoid,
  total,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
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
    average(ps.map((p) => costs[variant](total(ns.map((n) => sigmoid((cosine(a, n) - cosine(a, p)) / 0.3)))))),
  );
  const options = { variant, alpha: 1.5, temperature: 0.3 };
  await expectValues(pnp(int64(labels), float64(embeddings), options), want);
});
