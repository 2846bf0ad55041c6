import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, drawSimplex, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { softmax } from "../../ops/reduce.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import { taylorCrossentropy } from "./taylorCrossentropy.ts";

const [targets, logits] = [drawSimplex(4, 3, 2), drawRows(4, 3).map((row) => row.map((z) => z / 4))];

test.each([1, 2, 5])("is the sum of (1 - p)^k / k up to k = %d", async (order) => {
  const want = logits.map((row, i) =>
    sumOf(
      softmaxOf(row).map((p, c) => {
        let series = 0;
        for (let k = 1; k <= order; k++) series += (1 - p) ** k / k;
        return (targets[i]?.[c] as number) * series;
      }),
    ),
  );
  const [t, z] = [float64(targets), float64(logits)];
  await expectValues(taylorCrossentropy(t, z, { order, fromLogits: true }), want);
  await expectValues(taylorCrossentropy(t, softmax(z), { order }), want);
});

test("approaches cross-entropy with more terms", async () => {
  const [t, z] = [float64(targets), float64(logits)];
  const want = await numbersOf(categoricalCrossentropy(t, z, { fromLogits: true }));
  await expectValues(taylorCrossentropy(t, z, { order: 200, fromLogits: true }), want, 1e-7);
});
