import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { sigLip } from "./sigLip.ts";

test("at the paper's start nearly all of the loss is that of the pair itself", async () => {
  const [image, text] = [
    float64([
      [1, 0],
      [0, 1],
    ]),
    float64([
      [0, 1],
      [1, 0],
    ]),
  ];
  // Own cosine 0: softplus(10); the other's 1: softplus(0).
  const want = Math.log1p(Math.exp(10)) + Math.log(2);
  for (const value of await numbersOf(sigLip(image, text))) expect(value).toBeCloseTo(want, 12);
});

test("no softmax couples examples: another row only adds its own term", async () => {
  const bias = -2;
  const [alone] = await numbersOf(sigLip(float64([[1, 0]]), float64([[1, 0]]), { bias }));
  const [both] = await numbersOf(
    sigLip(
      float64([
        [1, 0],
        [0, 1],
      ]),
      float64([
        [1, 0],
        [0, 1],
      ]),
      { bias },
    ),
  );
  expect((both as number) - (alone as number)).toBeCloseTo(Math.log1p(Math.exp(bias)), 12);
});
