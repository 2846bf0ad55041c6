import { test } from "vitest";
import { embeddings, hinge, labels, perAnchor, squared } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { lmnn } from "./lmnn.ts";

test.each([1, 2])("the %s nearest positives pulled, negatives pushed beyond them", async (neighbours) => {
  const want = perAnchor((a, ps, ns) => {
    const near = ps
      .map((p) => squared(a, p))
      .sort((x, y) => x - y)
      .slice(0, neighbours);
    const pushes = near.flatMap((d) => ns.map((n) => hinge(2 + d - squared(a, n))));
    return 0.4 * sumOf(near) + 0.6 * sumOf(pushes);
  });
  const options = { neighbours, margin: 2, push: 0.6 };
  await expectValues(lmnn(int64(labels), float64(embeddings), options), want);
});
