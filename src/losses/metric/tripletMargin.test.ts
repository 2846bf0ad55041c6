import { expect, test } from "vitest";
import { cosine, hinge, type Row } from "../../../tests/losses/embeddings.ts";
import { float64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, sumOf } from "../../../tests/losses/numbers.ts";
import { constant, type Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { tripletMargin } from "./tripletMargin.ts";

const [a, p, n] = [drawRows(5, 3, 1), drawRows(5, 3, 2), drawRows(5, 3, 3)];
const [anchor, positive, negative] = [a, p, n].map((rows) => float64(rows)) as [Tensor, Tensor, Tensor];
const powers = (x: Row, y: Row, exponent: number): number =>
  sumOf(x.map((each, i) => Math.abs(each - (y[i] as number) + 1e-6) ** exponent)) ** (1 / exponent);

test.each([1, 1.5, 2, 3, 7])("with the %s-norm", async (exponent) => {
  const want = a.map((x, i) => hinge(powers(x, p[i] as Row, exponent) - powers(x, n[i] as Row, exponent) + 1));
  await expectValues(tripletMargin(anchor, positive, negative, { p: exponent }), want);
});

test("swap takes the smaller distance to the negative", async () => {
  const want = a.map((x, i) => {
    const near = Math.min(powers(x, n[i] as Row, 2), powers(p[i] as Row, n[i] as Row, 2));
    return hinge(powers(x, p[i] as Row, 2) - near + 2);
  });
  await expectValues(tripletMargin(anchor, positive, negative, { swap: true, margin: 2 }), want);
});

test("takes a distance of one's own, as PyTorch's TripletMarginWithDistanceLoss", async () => {
  const apart = (x: Tensor, y: Tensor): Tensor => sub(1, sum(mul(l2Normalize(x), l2Normalize(y)), { axes: -1 }));
  const want = a.map((x, i) => hinge(cosine(x, n[i] as Row) - cosine(x, p[i] as Row) + 0.3));
  await expectValues(tripletMargin(anchor, positive, negative, { distance: apart, margin: 0.3 }), want);
});

test("MLX's example", async () => {
  const rows = (values: number[][]): Tensor => float64(values);
  const values = tripletMargin(
    rows([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    rows([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    rows([
      [9, 8, 7],
      [6, 6, 6],
    ]),
  );
  await expectValues(values, [0, 0]);
});

test("high norms of large differences do not overflow", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => tripletMargin(x, constant([[0, 0]]), constant([[0, 0]]), { p: 20, margin: 0.5 }),
    [[6e4, -6e4]],
  );
  expect(value).toEqual([0.5]);
  expect(gradient).toEqual([0, 0]);
});
