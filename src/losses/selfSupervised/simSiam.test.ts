import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { simSiam } from "./simSiam.ts";

test("-1 where predictions agree with the other view's projection, 0 where they are orthogonal to it", async () => {
  const [x, y] = [float64([[3, 0]]), float64([[0, 2]])];
  expect(await numbersOf(simSiam(x, y, y, x))).toEqual([-1]);
  expect(await numbersOf(simSiam(x, y, x, y))).toEqual([-0]);
  expect(await numbersOf(simSiam(x, x, y, x))).toEqual([-0.5]);
});

test("nothing flows back through projections", async () => {
  const held = constant([[1, 1]]);
  const { gradient } = await valueAndGradient((x) => simSiam(held, held, x, x), [[1, 0]]);
  expect(gradient).toEqual([0, 0]);
});
