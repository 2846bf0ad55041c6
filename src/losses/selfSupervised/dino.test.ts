import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { input, type Tensor } from "../../core/tensor.ts";
import spec, { dino } from "./dino.ts";

const none = float64([0, 0]);

test("a student without preference is log of the classes, a teacher is centred", async () => {
  const [value] = await numbersOf(dino(float64([[9, 1]]), float64([[2, 2]]), none));
  expect(value).toBeCloseTo(Math.log(2), 12);
  const [centred] = await numbersOf(dino(float64([[9, 1]]), float64([[0.1, 0]]), float64([8, 0])));
  // Centred both classes are alike: mean of both surprises, a gap of 1 after the temperature.
  expect(centred).toBeCloseTo(Math.log1p(Math.exp(-1)) + 0.5, 12);
});

test("the centre moves to the teacher's mean; an empty batch leaves it", async () => {
  const student = float64([
    [0, 0],
    [0, 0],
  ]);
  const next = spec.update?.(
    float64([
      [1, 2],
      [3, 6],
    ]),
    student,
    float64([10, 20]),
    { centerMomentum: 0.75 },
  );
  expect(await numbersOf(next?.["center"] as Tensor)).toEqual([8, 16]);
  const empty = input("x", [0, 2], { dtype: "float64" });
  expect(spec.update?.(empty, empty, none)["center"]).toBe(none);
});
