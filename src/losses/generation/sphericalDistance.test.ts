import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { sphericalDistance } from "./sphericalDistance.ts";

const at = (angle: number, length = 1): number[] => [length * Math.cos(angle), length * Math.sin(angle)];

test("half the squared angle, whatever the lengths", async () => {
  for (const angle of [0, 1e-9, 0.5, Math.PI / 2, 3, Math.PI]) {
    const [value] = await numbersOf(sphericalDistance(float64([at(0)]), float64([at(angle, 7)])));
    expect(value).toBeCloseTo(angle ** 2 / 2, 12);
  }
});

test("a negative weight turns it round", async () => {
  const [value] = await numbersOf(sphericalDistance(float64([at(0)]), float64([at(1)]), { weight: -3 }));
  expect(value).toBeCloseTo(-1.5, 12);
});

test("below the stop the value stays and the gradient is 0", async () => {
  const loss = (stop: number) => (x: Parameters<typeof sphericalDistance>[0]) =>
    sphericalDistance(float64([at(0)]), x, { stop });
  const stopped = await valueAndGradient(loss(0.6), [at(1)], { dtype: "float64" });
  expect(stopped.value[0]).toBeCloseTo(0.5, 12);
  expect(stopped.gradient.map((slope) => slope + 0)).toEqual([0, 0]);
  const moving = await valueAndGradient(loss(0.4), [at(1)], { dtype: "float64" });
  expect(Math.hypot(...moving.gradient)).toBeCloseTo(1, 10); // the slope of θ²/2 at θ = 1
});
