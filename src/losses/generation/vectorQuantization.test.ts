import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { vectorQuantization } from "./vectorQuantization.ts";

const codebook = [
  [0, 0],
  [4, 4],
];

test("the nearest code, both ways", async () => {
  const [near, far] = await numbersOf(
    vectorQuantization(
      float64([
        [1, 0],
        [3, 4],
      ]),
      float64(codebook),
    ),
  );
  expect(near).toBeCloseTo((1.25 * 1) / 2, 12);
  expect(far).toBeCloseTo((1.25 * 1) / 2, 12);
});

test("the code moves by all of the error, the output by β of it", async () => {
  const output = await valueAndGradient((z) => vectorQuantization(z, float64(codebook)), [[1, 0]], {
    dtype: "float64",
  });
  expect(output.gradient).toEqual([0.25, 0]);
  const code = await valueAndGradient((e) => vectorQuantization(float64([[1, 0]]), e), codebook, { dtype: "float64" });
  expect(code.gradient.map((slope) => slope + 0)).toEqual([-1, 0, 0, 0]);
});
