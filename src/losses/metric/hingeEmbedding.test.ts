import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { hingeEmbedding } from "./hingeEmbedding.ts";

test("distances of like pairs, what lacks to the margin of unlike ones", async () => {
  const [y, d] = [float64([1, 1, -1, -1, -1]), float64([0.5, 3, 0.25, 1, 2])];
  await expectValues(hingeEmbedding(y, d), [0.5, 3, 0.75, 0, 0]);
  await expectValues(hingeEmbedding(y, d, { margin: 2 }), [0.5, 3, 1.75, 1, 0]);
});

test("targets that are neither 1 nor -1 cost nothing, unlike in PyTorch", async () => {
  await expectValues(hingeEmbedding(float64([0, 0.5]), float64([0.3, 4])), [0, 0]);
});
