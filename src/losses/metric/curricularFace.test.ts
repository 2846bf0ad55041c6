import { test } from "vitest";
import {
  angle,
  cosine,
  crossEntropy,
  perExample,
  type Row,
  vectors,
  yPred,
  yTrue,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { curricularFace } from "./curricularFace.ts";

test("harder classes count by t + cos, and t follows the cosine to the own class", async () => {
  const [m, s, before] = [0.5, 8, 0.3];
  const t = 0.1 * meanOf(perExample((x, y) => cosine(x, vectors[y] as Row))) + 0.9 * before;
  const want = perExample((x, y) => {
    const theta = angle(x, vectors[y] as Row);
    const bound = Math.cos(theta + m);
    const own = theta <= Math.PI - m ? bound : Math.cos(theta) - m * Math.sin(m);
    const other = (c: number): number => (c > bound ? c * (t + c) : c);
    return crossEntropy(
      vectors.map((v, c) => s * (c === y ? own : other(cosine(x, v)))),
      y,
    );
  });
  const given = [int64(yTrue), float64(yPred), float64(vectors), float64([before])] as const;
  await expectValues(curricularFace(...given, { scale: s, momentum: 0.1 }), want);
  await expectValues(spec.update?.(...given, { momentum: 0.1 })["progress"] as Tensor, [t]);
});
