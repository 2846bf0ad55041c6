import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { vif } from "./vif.ts";

const size = 42;
const image = float64([
  [Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => ((i * 7 + j * 13) % 29) / 40))],
]);

test("nothing lost in equal images, something gained by contrast, all lost in a flat one", async () => {
  expect((await numbersOf(vif(image, image)))[0]).toBeCloseTo(0, 6);
  expect((await numbersOf(vif(image, mul(1.3, image))))[0]).toBeLessThan(-0.01);
  expect((await numbersOf(vif(image, add(0.3, mul(0, image)))))[0]).toBeCloseTo(1, 6);
});

test("less contrast: the closed form of the noise alone at each window", async () => {
  const [half] = await numbersOf(vif(image, mul(0.5, image)));
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(1);
  const [bytes] = await numbersOf(vif(mul(255, image), mul(127.5, image), { maxValue: 255 }));
  expect(bytes).toBeCloseTo(half as number, 9);
});
