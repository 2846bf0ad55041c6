import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { mutualInformation } from "./mutualInformation.ts";

const levels = [0, 0.25, 0.5, 0.75, 1, 0, 0.25, 0.5, 0.75, 1];

test("equal images: the entropy of the histogram; inverted ones the same", async () => {
  const options = { bins: 5, sigmaRatio: 0.05 };
  const image = float64([levels]);
  expect((await numbersOf(mutualInformation(image, image, options)))[0]).toBeCloseTo(-Math.log(5), 9);
  const inverted = float64([levels.map((x) => 1 - x)]);
  expect((await numbersOf(mutualInformation(image, inverted, options)))[0]).toBeCloseTo(-Math.log(5), 9);
});

test("independent images: 0, and finite where bins are empty", async () => {
  const [a, b] = [
    [0, 0, 1, 1],
    [0, 1, 0, 1],
  ];
  for (const kernel of ["gaussian", "xu", "bSpline"] as const) {
    const target = constant([a]);
    const { value, gradient } = await valueAndGradient((x) => mutualInformation(target, x, { kernel }), [b]);
    expect(value[0]).toBeCloseTo(0, 5);
    for (const slope of gradient) expect(Number.isFinite(slope)).toBe(true);
  }
});

test("constant images are no division by 0", async () => {
  for (const kernel of ["gaussian", "xu", "bSpline"] as const)
    expect((await numbersOf(mutualInformation(float64([[2, 2]]), float64([[2, 2]]), { kernel })))[0]).toBeCloseTo(0, 9);
});
