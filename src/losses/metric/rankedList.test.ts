import { test } from "vitest";
import { distance, embeddings, labels, perAnchor } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { rankedList } from "./rankedList.ts";

test("weighted means of what violates the two spheres", async () => {
  const weighted = (excess: number[], sharpness: number): number => {
    const violating = excess.filter((e) => e > 0);
    const weights = violating.map((e) => Math.exp(sharpness * e));
    return violating.length === 0 ? 0 : sumOf(violating.map((e, i) => e * (weights[i] as number))) / sumOf(weights);
  };
  const want = perAnchor(
    (a, ps, ns) =>
      0.7 *
        weighted(
          ps.map((p) => distance(a, p) - 0.8),
          2,
        ) +
      0.3 *
        weighted(
          ns.map((n) => 1.2 - distance(a, n)),
          10,
        ),
    { scaled: true },
  );
  const options = { posTemperature: 2, balance: 0.3 };
  await expectValues(rankedList(int64(labels), float64(embeddings), options), want);
});
