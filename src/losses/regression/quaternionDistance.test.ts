import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { ShapeError } from "../../core/errors.ts";
import { quaternionDistance } from "./quaternionDistance.ts";

test("one less the cosine of half the angle; a sign does not matter, nor a length", async () => {
  const turn = (angle: number, factor: number): number[] => [
    factor * Math.cos(angle / 2),
    0,
    factor * Math.sin(angle / 2),
    0,
  ];
  const yPred = [turn(0.4, 1), turn(0.4, -3), turn(-2, 0.5), turn(Math.PI, 1)];
  const loss = quaternionDistance(float64(yPred.map(() => [2, 0, 0, 0])), float64(yPred));
  expectNumbers(await numbersOf(loss), [1 - Math.cos(0.2), 1 - Math.cos(0.2), 1 - Math.cos(1), 1]);
});

test("four components", () => {
  expect(() => quaternionDistance(float64([[1, 0, 0]]), float64([[1, 0, 0]]))).toThrow(ShapeError);
});
