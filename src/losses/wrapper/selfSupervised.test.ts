import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { sum } from "../../ops/structure.ts";
import { ntXent } from "../selfSupervised/ntXent.ts";
import { supervisedContrastive } from "../selfSupervised/supervisedContrastive.ts";
import { selfSupervised } from "./selfSupervised.ts";

const [a, b] = [
  float64([
    [1, 0.5],
    [0.2, 1],
    [-1, 0.3],
  ]),
  float64([
    [1, 0.1],
    [0.4, 1],
    [-1, -0.3],
  ]),
];

test("of labelled NT-Xent, and of supervisedContrastive, it is ntXent", async () => {
  const plain = await numbersOf(ntXent(a, b, { temperature: 0.07 }));
  const same = { loss: (labels: Tensor, x: Tensor) => supervisedContrastive(labels, x, { temperature: 0.07 }) };
  for (const options of [{}, same])
    (await numbersOf(selfSupervised(a, b, options))).forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i] as number, 12);
    });
});

test("a loss that has reduced the batch is refused", () => {
  expect(() => selfSupervised(a, b, { loss: (_, x) => sum(x) })).toThrow("one value for each of 6 examples");
});
