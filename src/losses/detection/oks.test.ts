import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { input } from "../../core/tensor.ts";
import { oks } from "./oks.ts";

test("1 - 1/e at one standard deviation; points that are not labelled are nothing", async () => {
  const [yTrue, yPred] = [
    float64([
      [
        [0, 0],
        [0, 0],
      ],
    ]),
    float64([
      [
        [3, 4],
        [100, 0],
      ],
    ]),
  ];
  const visible = float64([[1, 0]]);
  const area = float64([25 / (8 * 0.01)]);
  expectNumbers(await numbersOf(oks(yTrue, visible, area, yPred, { sigmas: 0.1 })), [1 - 1 / Math.E], 1e-11);
  expectNumbers(await numbersOf(oks(yTrue, float64([[0, 0]]), area, yPred, { sigmas: [0.1, 0.2] })), [0]);
});

test("another number of sigmas than of keypoints is an error", () => {
  const call = (): unknown =>
    oks(input("t", [2, 3, 2]), input("v", [2, 3]), input("a", [2]), input("p", [2, 3, 2]), { sigmas: [0.1, 0.2] });
  expect(call).toThrow("oks: sigmas");
});
