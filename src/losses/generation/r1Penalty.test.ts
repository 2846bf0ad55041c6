import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { mul, square } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { r1Penalty } from "./r1Penalty.ts";

test("half γ times the squared gradient", async () => {
  const x = float64([
    [1, 2],
    [0, -3],
  ]);
  expect(await numbersOf(r1Penalty(x, { weight: 4 }))).toEqual([10, 18]);
  const cube = (y: typeof x): typeof x => sum(mul(y, square(y)), { axes: -1 });
  expect(await numbersOf(r1Penalty(x, { weight: 2, critic: cube }))).toEqual([9 + 144, 729]);
});
