import { test } from "vitest";
import {
  angle,
  cosine,
  crossEntropy,
  norm,
  perExample,
  type Row,
  vectors,
  yPred,
  yTrue,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { arcFace } from "./arcFace.ts";
import { magFace } from "./magFace.ts";

test("the margin grows with the length", async () => {
  const [low, high, least, most] = [1, 2, 0.3, 0.9];
  const want = perExample((x, y) => {
    const a = Math.min(high, Math.max(low, norm(x)));
    const m = least + ((most - least) * (a - low)) / (high - low);
    const theta = angle(x, vectors[y] as Row);
    const own = theta <= Math.PI - m ? Math.cos(theta + m) : Math.cos(theta) - m * Math.sin(m);
    const logits = vectors.map((v, c) => 8 * (c === y ? own : cosine(x, v)));
    return crossEntropy(logits, y) + 3 * (1 / a + a / high ** 2);
  });
  const options = { scale: 8, lengths: [low, high], margins: [least, most], regularization: 3 };
  await expectValues(magFace(int64(yTrue), float64(yPred), float64(vectors), options), want);
});

test("with one margin and no regularisation it is ArcFace", async () => {
  const given = [int64(yTrue), float64(yPred), float64(vectors)] as const;
  const want = await numbersOf(arcFace(...given));
  await expectValues(magFace(...given, { margins: [0.5, 0.5], regularization: 0 }), want);
});
