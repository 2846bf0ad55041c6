import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { smoothL1 } from "./smoothL1.ts";

test.each([0.3, 1, 4])("squared up to beta %d, then linear", (beta) =>
  expectElementwise(
    (y, p) => smoothL1(y, p, { beta }),
    (y, p) => (Math.abs(p - y) < beta ? (p - y) ** 2 / (2 * beta) : Math.abs(p - y) - beta / 2),
  ),
);

test("beta 0 is the absolute error, with gradient 0 at 0", async () => {
  const { value, gradient } = await valueAndGradient((x) => smoothL1(constant([0, 0, 0]), x, { beta: 0 }), [-2, 0, 3]);
  expect(value).toEqual([2, 0, 3]);
  expect(gradient.map((each) => each + 0)).toEqual([-1, 0, 1]);
});
