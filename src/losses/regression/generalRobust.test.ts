import { test } from "vitest";
import { drawNumbers, expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { gradients } from "../../autodiff/gradients.ts";
import { input } from "../../core/tensor.ts";
import { evaluate } from "../../runtime/evaluate.ts";
import { cauchy } from "./cauchy.ts";
import { charbonnier } from "./charbonnier.ts";
import { gemanMcClure } from "./gemanMcClure.ts";
import { generalRobust } from "./generalRobust.ts";
import { welsch } from "./welsch.ts";

const formula = (alpha: number, z: number): number => {
  if (alpha === 2) return z ** 2 / 2;
  if (alpha === 0) return Math.log1p(z ** 2 / 2);
  if (alpha === Number.NEGATIVE_INFINITY) return 1 - Math.exp(-(z ** 2) / 2);
  const distance = Math.abs(alpha - 2);
  return (distance / alpha) * ((z ** 2 / distance + 1) ** (alpha / 2) - 1);
};
const alphas = [Number.NEGATIVE_INFINITY, -8, -2, -0.5, 0, 0.7, 1, 1.9, 2, 3];

test.each(alphas)("alpha %d", (alpha) =>
  expectElementwise(
    (y, p) => generalRobust(y, p, { alpha, scale: 1.5 }),
    (y, p) => formula(alpha, (p - y) / 1.5),
  ),
);

test.each(alphas.slice(1))("alpha %d as a tensor, with gradients by both", async (alpha) => {
  const errors = drawNumbers("normal", 5, 3);
  const tensor = input("alpha", [], { dtype: "float64" });
  const yPred = input("yPred", [5], { dtype: "float64" });
  const loss = generalRobust(float64(errors.map(() => 0)), yPred, { alpha: tensor });
  const outputs = [loss, ...gradients(loss, [yPred, tensor])];
  const results = await evaluate(outputs, { alpha: [alpha], yPred: errors });
  const [value, byError, byAlpha] = await Promise.all(
    results.map(async (each) => Array.from((await each.read()) as Float64Array)),
  );
  expectNumbers(
    value as number[],
    errors.map((error) => formula(alpha, error)),
    1e-9,
  );
  const slope = (f: (x: number) => number): number => (f(1e-5) - f(-1e-5)) / 2e-5;
  expectNumbers(
    byError as number[],
    errors.map((error) => slope((x) => formula(alpha, error + x))),
    1e-6,
  );
  if (alpha === 2 || alpha === 0) return; // 0: the difference quotient has no digits; 2: a corner
  const want = errors.reduce((total, error) => total + slope((x) => formula(alpha + x, error)), 0);
  expectNumbers(byAlpha as number[], [want], 1e-6);
});

test("its special cases are other losses", async () => {
  const [yTrue, yPred] = [float64([0, 0, 0]), float64([-3, 0.5, 20])];
  const at = (alpha: number): Promise<number[]> => numbersOf(generalRobust(yTrue, yPred, { alpha }));
  expectNumbers(await at(1), await numbersOf(charbonnier(yTrue, yPred)));
  expectNumbers(await at(0), await numbersOf(cauchy(yTrue, yPred)));
  expectNumbers(await at(-2), await numbersOf(gemanMcClure(yTrue, yPred)));
  expectNumbers(await at(Number.NEGATIVE_INFINITY), await numbersOf(welsch(yTrue, yPred)));
});
