import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { gaussianKl } from "./gaussianKl.ts";

test("two latents by hand", async () => {
  const [value] = await numbersOf(gaussianKl(float64([[0.5, -1]]), float64([[0, 0.2]])));
  expect(value).toBeCloseTo(0.63570138, 8); // the mean over the two, 0.31785069, is a published figure
  const [mean] = await numbersOf(gaussianKl(float64([[0.5, -1]]), float64([[0, 0.2]]), { average: true }));
  expect(mean).toBeCloseTo(0.31785069, 8);
});

test("nothing cancels near the prior", async () => {
  const [value] = await numbersOf(gaussianKl(float64([[0]]), float64([[1e-8]])));
  expect(value).toBeCloseTo(2.5e-17, 22);
});

test("free bits: a floor for each latent, without gradient", async () => {
  const { valueAndGradient } = await import("../../../tests/losses/loss.ts");
  const { value, gradient } = await valueAndGradient(
    (mean) => gaussianKl(mean, float64([[0, 0]]), { freeBits: 0.5 }),
    [[0.1, 2]],
    { dtype: "float64" },
  );
  expect(value[0]).toBeCloseTo(0.5 + 2, 12);
  expect(gradient).toEqual([0, 2]);
});
