import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { kullbackLeiblerBox } from "./kullbackLeiblerBox.ts";

const divergence = async (yTrue: number[], yPred: number[], reversed = false): Promise<number> => {
  const loss = kullbackLeiblerBox(float64([yTrue]), float64([yPred]), { by: "none", reversed });
  return (await numbersOf(loss))[0] as number;
};

test("boxes along the axes in closed form, in both directions", async () => {
  const [t, p] = [
    [0, 0, 4, 2, 0],
    [1, 1, 2, 2, 0],
  ];
  const want = 0.5 * (1 / 4 + 1 + 1 / 4 + 1 + 2 * Math.log(2)) - 1;
  expect(await divergence(t, p)).toBeCloseTo(want, 12);
  expect(await divergence(p, t, true)).toBeCloseTo(want, 12);
});

test("indifferent to scale and to half turns", async () => {
  const [t, p] = [
    [1, 2, 4, 2, 0.3],
    [2, 1, 3, 3.5, 0.9],
  ];
  const scaled = (box: number[]): number[] => box.map((each, i) => (i < 4 ? 10 * each : each + Math.PI));
  expect(await divergence(scaled(t), scaled(p))).toBeCloseTo(await divergence(t, p), 10);
  expect(await divergence(t, [1, 2, 2, 4, 0.3 + Math.PI / 2])).toBeCloseTo(0, 12);
});
