import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { mul, neg, square } from "../../ops/arithmetic.ts";
import { slicedScoreMatching } from "./slicedScoreMatching.ts";

const x = float64([[1, -2]]);
const v = float64([[0.5, 1]]);

test("of a standard normal: the trace is -|v|², the rest half the squared length", async () => {
  expect(await numbersOf(slicedScoreMatching(x, v))).toEqual([-1.25 + 2.5]);
});

test("of another score, with its own slope", async () => {
  // s(x) = -x³: v·∇(v·s) = -3 Σ v² x², |s|²/2 = Σ x⁶/2
  const score = (y: typeof x): typeof x => neg(mul(y, square(y)));
  const [value] = await numbersOf(slicedScoreMatching(x, v, { score }));
  expect(value).toBeCloseTo(-3 * (0.25 + 4) + (1 + 64) / 2, 12);
});
