import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { ganGenerator } from "./ganGenerator.ts";

test("-log D, and log(1 - D) where the minimax form is asked for", async () => {
  const d = 1 / (1 + Math.exp(-0.7));
  expect((await numbersOf(ganGenerator(float64([0.7]))))[0]).toBeCloseTo(-Math.log(d), 12);
  expect((await numbersOf(ganGenerator(float64([0.7]), { saturating: true })))[0]).toBeCloseTo(Math.log(1 - d), 12);
});

test("a sure discriminator leaves the non-saturating gradient whole", async () => {
  const { valueAndGradient } = await import("../../../tests/losses/loss.ts");
  const strong = await valueAndGradient((x) => ganGenerator(x), [-100]);
  const weak = await valueAndGradient((x) => ganGenerator(x, { saturating: true }), [-100]);
  expect(strong.gradient[0]).toBeCloseTo(-1, 6);
  expect(Math.abs(weak.gradient[0] as number)).toBeLessThan(1e-30);
});
