import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { gradients } from "../../autodiff/gradients.ts";
import { constant, input, type Tensor } from "../../core/tensor.ts";
import { mul, square } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { evaluate } from "../../runtime/evaluate.ts";
import { gradientPenalty } from "./gradientPenalty.ts";

const real = float64([
  [1, 2],
  [0, -1],
]);
const fake = float64([
  [3, 0],
  [2, 5],
]);
const mix = float64([0.25, 0.5]);
const between = [
  [2.5, 0.5],
  [1, 2],
];

test("without a critic the gradient is the point itself", async () => {
  const got = await numbersOf(gradientPenalty(real, fake, mix));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(10 * (Math.hypot(...(between[i] as number[])) - 1) ** 2, 12);
  });
});

test("the second derivative reaches the parameters of the critic", async () => {
  // D(x) = w Σ x²: its gradient is 2 w x, so the penalty is 10 (2 |w| |x| - 1)² and its slope 40 |x| (2 w |x| - 1).
  const w = input("w", [], { dtype: "float64" });
  const critic = (x: Tensor): Tensor => mul(sum(square(x), { axes: -1 }), w);
  const penalty = gradientPenalty(real, fake, mix, { critic });
  const [value, slope] = await evaluate([penalty, ...gradients(penalty, [w])], { w: [0.3] });
  const lengths = between.map((row) => Math.hypot(...row));
  const values = await value?.read();
  lengths.forEach((length, i) => {
    expect(values?.[i]).toBeCloseTo(10 * (0.6 * length - 1) ** 2, 12);
  });
  const want = lengths.reduce((total, length) => total + 40 * length * (0.6 * length - 1), 0);
  expect(await slope?.number()).toBeCloseTo(want, 10);
});

test("a gradient of length 0 has a finite slope", async () => {
  const flat = gradientPenalty(real, fake, mix, {
    critic: (x) => mul(sum(x, { axes: -1 }), constant(0, { dtype: "float64" })),
  });
  expect(await numbersOf(flat)).toEqual([10, 10]);
});
