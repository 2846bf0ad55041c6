import { test } from "vitest";
import { hinge, perExample, squared, vectors, yPred, yTrue } from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { tripletCenter } from "./tripletCenter.ts";

test("own centre against the nearest other one", async () => {
  const want = perExample((x, y) => {
    const halves = vectors.map((v) => squared(x, v) / 2);
    return hinge((halves[y] as number) + 2 - Math.min(...halves.filter((_, c) => c !== y)));
  });
  await expectValues(tripletCenter(int64(yTrue), float64(yPred), float64(vectors), { margin: 2 }), want);
});
