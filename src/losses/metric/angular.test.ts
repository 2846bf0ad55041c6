import { test } from "vitest";
import { dot, embeddings, labels, perAnchor } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import { angular } from "./angular.ts";

test("bounds the angle at each negative", async () => {
  const alpha = Math.PI / 5;
  const t = Math.tan(alpha) ** 2;
  const want = perAnchor(
    (a, ps, ns) =>
      meanOf(
        ps.map((p) =>
          Math.log1p(sumOf(ns.map((n) => Math.exp(4 * t * (dot(a, n) + dot(p, n)) - 2 * (1 + t) * dot(a, p))))),
        ),
      ),
    { scaled: true },
  );
  await expectValues(angular(int64(labels), float64(embeddings), { alpha }), want);
});
