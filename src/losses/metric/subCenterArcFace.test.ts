import { test } from "vitest";
import { angle, crossEntropy, perExample, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { arcFace } from "./arcFace.ts";
import { subCenterArcFace } from "./subCenterArcFace.ts";

test("the nearest of a class's weights counts", async () => {
  const centers = [1, 2, 3, 4].map((seed) => drawRows(3, 4, seed));
  const [margin, scale] = [0.3, 16];
  const want = perExample((x, y) =>
    crossEntropy(
      centers.map((rows, c) => {
        const theta = Math.min(...rows.map((v) => angle(x, v)));
        if (c !== y) return scale * Math.cos(theta);
        const isWithin = theta <= Math.PI - margin;
        return scale * (isWithin ? Math.cos(theta + margin) : Math.cos(theta) - margin * Math.sin(margin));
      }),
      y,
    ),
  );
  await expectValues(subCenterArcFace(int64(yTrue), float64(yPred), float64(centers), { margin, scale }), want);
});

test("with one weight per class it is ArcFace", async () => {
  const want = await numbersOf(arcFace(int64(yTrue), float64(yPred), float64(vectors)));
  const single = vectors.map((v) => [v]);
  await expectValues(subCenterArcFace(int64(yTrue), float64(yPred), float64(single)), want);
});
