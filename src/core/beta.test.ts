import { expect, test } from "vitest";
import { betaQuantiles } from "./beta.ts";

test("alpha 1 is uniform, 2 a cubic, 1/2 the arcsine distribution", () => {
  betaQuantiles(1, 16).forEach((value, i) => {
    expect(value).toBeCloseTo(i / 16, 12);
  });
  betaQuantiles(2, 16).forEach((value, i) => {
    expect(3 * value ** 2 - 2 * value ** 3).toBeCloseTo(i / 16, 12);
  });
  betaQuantiles(0.5, 16).forEach((value, i) => {
    expect(value).toBeCloseTo(Math.sin((Math.PI * i) / 32) ** 2, 12);
  });
});

test("they rise from 0 to 1, for a small alpha and a large one", () => {
  for (const alpha of [0.05, 0.2, 8, 100]) {
    const values = betaQuantiles(alpha, 64);
    expect([values[0], values[32], values[64]]).toEqual([0, 0.5, 1]);
    for (let i = 1; i <= 64; i++) expect(values[i] as number).toBeGreaterThanOrEqual(values[i - 1] as number);
  }
});
