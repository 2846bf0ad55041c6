import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { lgammaOf } from "../../../tests/losses/special.ts";
import { gaussianNll } from "./gaussianNll.ts";
import { studentTNll } from "./studentTNll.ts";

test.each([1, 3, 40])("the density, %d degrees of freedom", (nu) =>
  expectElementwise(
    (y, m, s) => studentTNll(y, m, s, { degreesOfFreedom: nu }),
    (y, m, s) =>
      Math.log(s) +
      0.5 * Math.log(nu * Math.PI) +
      lgammaOf(nu / 2) -
      lgammaOf((nu + 1) / 2) +
      ((nu + 1) / 2) * Math.log1p(((y - m) / s) ** 2 / nu),
    ["normal", "normal", "positive"],
  ),
);

test("one degree is the Cauchy distribution, very many the normal one", async () => {
  const [y, m, s] = [float64([0.5, 3]), float64([0, 1]), float64([1, 2])];
  const cauchy = [0.5, 1].map((z, i) => Math.log(Math.PI * (i + 1) * (1 + z * z)));
  expectNumbers(await numbersOf(studentTNll(y, m, s, { degreesOfFreedom: 1 })), cauchy);
  const normal = await numbersOf(gaussianNll(y, m, float64([1, 4]), { full: true }));
  expectNumbers(await numbersOf(studentTNll(y, m, s, { degreesOfFreedom: 1e9 })), normal, 1e-8);
});

test("degrees of freedom as a tensor have a gradient", async () => {
  const f = (nu: number): Promise<number[]> =>
    numbersOf(studentTNll(float64([3]), float64([0]), float64([1]), { degreesOfFreedom: nu }));
  const { gradient } = await valueAndGradient(
    (nu) => studentTNll(float64([3]), float64([0]), float64([1]), { degreesOfFreedom: nu }),
    4,
    { dtype: "float64" },
  );
  const [up, down] = [(await f(4.0001))[0] as number, (await f(3.9999))[0] as number];
  expectNumbers(gradient, [(up - down) / 2e-4], 1e-7);
});
