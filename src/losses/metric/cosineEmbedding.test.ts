import { test } from "vitest";
import { cosine, hinge, type Row } from "../../../tests/losses/embeddings.ts";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { cosineEmbedding } from "./cosineEmbedding.ts";

test("like pairs aim at cosine 1, unlike ones below the margin", async () => {
  const [a, b] = [drawRows(4, 3, 1), drawRows(4, 3, 2)];
  const want = a.map((row, i) => {
    const c = cosine(row, b[i] as Row);
    return [1 - c, hinge(c - 0.2), 1 - c, hinge(c - 0.2)][i] as number;
  });
  await expectValues(cosineEmbedding(float64([1, -1, 1, -1]), float64(a), float64(b), { margin: 0.2 }), want);
});

test("is scale-free, has cosine 0 for zeros, and ignores other targets", async () => {
  const [a, b] = [
    float64([
      [3e5, 4e5],
      [0, 0],
      [1, 2],
    ]),
    float64([
      [3e-9, 4e-9],
      [1, 1],
      [1, 2],
    ]),
  ];
  await expectValues(cosineEmbedding(float64([1, 1, 0]), a, b), [0, 1, 0]);
});
