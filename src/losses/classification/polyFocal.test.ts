import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawBits, drawRows, expectValues, meanOf } from "../../../tests/losses/numbers.ts";
import { binaryFocalCrossentropy } from "./binaryFocalCrossentropy.ts";
import { polyFocal } from "./polyFocal.ts";

const [targets, logits] = [drawBits(4, 3), drawRows(4, 3)];

test("adds epsilon (1 - p)^(gamma + 1) to the focal loss", async () => {
  const want = targets.map((row, i) =>
    meanOf(
      row.map((t, j) => {
        const z = logits[i]?.[j] as number;
        const p = 1 / (1 + Math.exp(t === 1 ? -z : z));
        return -((1 - p) ** 1.5) * Math.log(p) + 0.7 * (1 - p) ** 2.5;
      }),
    ),
  );
  await expectValues(polyFocal(float64(targets), float64(logits), { gamma: 1.5, epsilon: 0.7 }), want);
});

test("epsilon 0 is binaryFocalCrossentropy of logits", async () => {
  const [t, z] = [float64(targets), float64(logits)];
  const options = { applyClassBalancing: true, alpha: 0.4 };
  const want = await numbersOf(binaryFocalCrossentropy(t, z, { ...options, fromLogits: true }));
  await expectValues(polyFocal(t, z, { ...options, epsilon: 0 }), want);
});
