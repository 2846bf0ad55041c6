import { test } from "vitest";
import {
  angle,
  cosine,
  crossEntropy,
  norm,
  perExample,
  type Row,
  unit,
  vectors,
  yPred,
  yTrue,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf, sumOf } from "../../../tests/losses/numbers.ts";
import { adaFace } from "./adaFace.ts";
import { cosFace } from "./cosFace.ts";

test("the margin is of the angle for short embeddings, of the cosine for long ones", async () => {
  const lengths = yPred.map(norm);
  const mu = meanOf(lengths);
  const sigma = Math.sqrt(sumOf(lengths.map((l) => (l - mu) ** 2)) / (lengths.length - 1));
  const want = perExample((x, y) => {
    const q = Math.min(1, Math.max(-1, (0.333 * (norm(x) - mu)) / (sigma + 1e-3)));
    const theta = Math.min(Math.PI, Math.max(0, angle(x, vectors[y] as Row) - 0.4 * q));
    const own = Math.cos(theta) - 0.4 * (1 + q);
    return crossEntropy(
      vectors.map((v, c) => 16 * (c === y ? own : cosine(x, v))),
      y,
    );
  });
  await expectValues(adaFace(int64(yTrue), float64(yPred), float64(vectors), { scale: 16 }), want);
});

test("embeddings of one length get CosFace's margin", async () => {
  const given = [int64(yTrue), float64(yPred.map(unit)), float64(vectors)] as const;
  const want = await numbersOf(cosFace(...given, { margin: 0.4 }));
  await expectValues(adaFace(...given), want);
});
