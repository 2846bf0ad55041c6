import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { rotationGeodesic } from "./rotationGeodesic.ts";

const turn = (angle: number): number[][] => [
  [1, 0, 0],
  [0, Math.cos(angle), -Math.sin(angle)],
  [0, Math.sin(angle), Math.cos(angle)],
];

test("the angle, from the smallest to half a turn", async () => {
  const angles = [0, 1e-9, 0.5, 2, 3.1, Math.PI - 1e-9];
  const got = await numbersOf(
    rotationGeodesic(float64(angles.map(() => turn(0.7))), float64(angles.map((a) => turn(0.7 + a)))),
  );
  expectNumbers(got, angles, 1e-14);
});

test("any order of the two, and any axis", async () => {
  const other = [
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ]; // a third of a turn about the diagonal
  const [a, b] = [float64([turn(0)]), float64([other])];
  expectNumbers(await numbersOf(rotationGeodesic(a, b)), [(2 * Math.PI) / 3]);
  expectNumbers(await numbersOf(rotationGeodesic(b, a)), [(2 * Math.PI) / 3]);
});

test("a finite gradient at no turn and at half a turn", async () => {
  const { gradient } = await valueAndGradient(
    (x) => rotationGeodesic(constant([turn(0), turn(0)]), x),
    [
      turn(0),
      [
        [1, 0, 0],
        [0, -1, 0],
        [0, 0, -1],
      ],
    ],
  );
  for (const each of gradient) expect(Math.abs(each)).toBe(0);
});
