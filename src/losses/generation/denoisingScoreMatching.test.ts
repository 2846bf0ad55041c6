import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { denoisingScoreMatching } from "./denoisingScoreMatching.ts";

test("0 at the score of the noise, and alike at all noise levels", async () => {
  const noise = [1.5, -0.5];
  for (const sigma of [0.01, 3]) {
    const score = noise.map((e) => -e / sigma);
    expect(
      (await numbersOf(denoisingScoreMatching(float64([noise]), float64([score]), float64([sigma]))))[0],
    ).toBeCloseTo(0, 12);
    const [zero] = await numbersOf(denoisingScoreMatching(float64([noise]), float64([[0, 0]]), float64([sigma])));
    expect(zero).toBeCloseTo((1.5 ** 2 + 0.5 ** 2) / 2, 12);
  }
});
