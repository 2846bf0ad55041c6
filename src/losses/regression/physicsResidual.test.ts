import { expect, test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { gradients } from "../../autodiff/gradients.ts";
import { input, type Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { sin } from "../../ops/trigonometric.ts";
import { evaluate } from "../../runtime/evaluate.ts";
import { physicsResidual } from "./physicsResidual.ts";

test("squares, weighed and averaged over the equations", async () => {
  const [residual, source] = [
    float64([
      [1, 2],
      [0, 4],
    ]),
    float64([
      [0, 0],
      [0, 1],
    ]),
  ];
  await expectValues(physicsResidual(residual, source), [2.5, 4.5]);
  await expectValues(physicsResidual(residual, source, { weights: [2, 0.5] }), [2, 2.25]);
  expect(() => physicsResidual(residual, source, { weights: [1] })).toThrow(/weights: expected one for each of 2/);
});

test("u'' - f of a function, and how its parameter is to move, from derivatives of the graph", async () => {
  // u = sin(a x): u'' = -a² sin(a x); the equation u'' = -4 sin(2 x) holds at a = 2.
  const points = [0.1, 0.5, 0.9, 1.4];
  const x = input("x", [4, 1], { dtype: "float64" });
  const a = input("a", [], { dtype: "float64" });
  const slope = gradients(sin(mul(a, x)), [x])[0] as Tensor;
  const curvature = gradients(slope, [x])[0] as Tensor;
  const loss = physicsResidual(curvature, mul(sin(mul(x, 2)), -4));
  const at = async (value: number): Promise<number[][]> =>
    Promise.all(
      (await evaluate([loss, ...gradients(loss, [a])], { x: points, a: value })).map(async (each) =>
        Array.from((await each.read()) as Float64Array),
      ),
    );
  const [solved, still] = await at(2);
  for (const each of [...(solved as number[]), ...(still as number[])]) expect(Math.abs(each)).toBeLessThan(1e-20);
  const [off, pull] = await at(1.5);
  const error = points.map((t) => -(1.5 ** 2) * Math.sin(1.5 * t) + 4 * Math.sin(2 * t));
  error.forEach((each, i) => {
    expect(off?.[i]).toBeCloseTo(each ** 2, 10);
  });
  const byA = points.map(
    (t, i) => 2 * (error[i] as number) * (-3 * Math.sin(1.5 * t) - 1.5 ** 2 * t * Math.cos(1.5 * t)),
  );
  expect(pull?.[0]).toBeCloseTo(
    byA.reduce((p, q) => p + q),
    9,
  );
});
