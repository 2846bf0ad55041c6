import { expect, test } from "vitest";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf } from "../../../tests/losses/numbers.ts";
import { bootstrappingHard } from "./bootstrappingHard.ts";

const [z, y] = [drawRows(6, 4), drawLabels(6, 4)];

test("cross-entropy to the label mixed with the class predicted", async () => {
  const got = await numbersOf(bootstrappingHard(int64(y), float64(z), { fromLogits: true, beta: 0.6 }));
  z.map(softmaxOf).forEach((p, i) => {
    expect(got[i]).toBeCloseTo(-0.6 * Math.log(p[y[i] as number] as number) - 0.4 * Math.log(Math.max(...p)), 12);
  });
});

test("the gradient is prediction less target", async () => {
  const { gradient } = await valueAndGradient(
    (x) => bootstrappingHard(int64(y), x, { fromLogits: true, beta: 0.6 }),
    z,
    { dtype: "float64" },
  );
  z.forEach((row, i) => {
    const guess = row.indexOf(Math.max(...row));
    softmaxOf(row).forEach((p, c) => {
      expect(gradient[4 * i + c]).toBeCloseTo(p - (c === y[i] ? 0.6 : 0) - (c === guess ? 0.4 : 0), 12);
    });
  });
});
