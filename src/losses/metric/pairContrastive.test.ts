import { test } from "vitest";
import { distance, hinge, type Row } from "../../../tests/losses/embeddings.ts";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { pairContrastive } from "./pairContrastive.ts";

test("half the squared distance, or half the square of what lacks to the margin", async () => {
  const [a, b] = [drawRows(4, 3, 1), drawRows(4, 3, 2)];
  const want = a.map((row, i) => {
    const d = distance(row, b[i] as Row);
    return [d * d, hinge(2 - d) ** 2, d * d, hinge(2 - d) ** 2].map((each) => each / 2)[i] as number;
  });
  await expectValues(pairContrastive(float64([1, 0, 1, 0]), float64(a), float64(b), { margin: 2 }), want);
});

test("equal unlike embeddings cost half the margin squared", async () => {
  await expectValues(pairContrastive(float64([0]), float64([[1, 2]]), float64([[1, 2]]), { margin: 3 }), [4.5]);
});
