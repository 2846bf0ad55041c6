import { test } from "vitest";
import { angle, crossEntropy, perExample, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { liArcFace } from "./liArcFace.ts";

test("logits linear in the angle", async () => {
  const want = perExample((x, y) =>
    crossEntropy(
      vectors.map((v, c) => (8 * (Math.PI - 2 * (angle(x, v) + (c === y ? 0.3 : 0)))) / Math.PI),
      y,
    ),
  );
  await expectValues(liArcFace(int64(yTrue), float64(yPred), float64(vectors), { margin: 0.3, scale: 8 }), want);
});
