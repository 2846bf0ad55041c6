import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { ciou } from "./ciou.ts";
import { diou } from "./diou.ts";

test("distance IoU for boxes of one shape", async () => {
  const [yTrue, yPred] = [float64([[0, 0, 2, 1]]), float64([[1, 1, 5, 3]])];
  expectNumbers(await numbersOf(ciou(yTrue, yPred)), await numbersOf(diou(yTrue, yPred)));
});

test("boxes of no height, no width or neither are finite, where arctan(w / h) is not", async () => {
  const flat = [
    [0, 1, 2, 1],
    [1, 0, 1, 2],
    [1, 1, 1, 1],
  ];
  const { value, gradient } = await valueAndGradient((x) => ciou(constant(flat.map(() => [0, 0, 2, 2])), x), flat);
  for (const number of [...value, ...gradient]) expect(Number.isFinite(number)).toBe(true);
  // v = (4 / π²) (π/4)² = 1/4, alpha = v / (1 - 0 + v)
  expect(value[0]).toBeCloseTo(1 + 0 + (1 / 4) * (0.25 / 1.25), 5);
});
