import { ShapeError } from "../core/errors.ts";
import type { Op } from "../core/op.ts";
import { broadcastShapes, shapeText } from "../core/shape.ts";
import { applyOne, type Tensor } from "../core/tensor.ts";
import { reshape, sumTo, transpose } from "./structure.ts";
import { requireRank, requireSameDType } from "./support.ts";

const matMulOp: Op = {
  name: "matMul",
  infer: ([left, right]) => {
    const [a, b] = [left as Tensor, right as Tensor];
    requireSameDType("matMul", a, b);
    requireRank("matMul", a, 2);
    requireRank("matMul", b, 2);
    const [inner, rows] = [a.shape.at(-1) as number, b.shape.at(-2) as number];
    if (inner !== rows)
      throw new ShapeError("matMul", {
        expected: "as many columns in a as rows in b",
        got: `${shapeText(a.shape)} and ${shapeText(b.shape)}`,
        fix: "transpose one of them (the last two axes are the matrices, the others broadcast)",
      });
    const batch = broadcastShapes("matMul", [a.shape.slice(0, -2), b.shape.slice(0, -2)]);
    return { shape: [...batch, a.shape.at(-2) as number, b.shape.at(-1) as number], dtype: a.dtype };
  },
  gradient: ({ grad, inputs }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    // A matrix shared by the whole batch: one product over all rows, instead of a batch of products and a sum.
    if (b.rank === 2 && a.rank > 2) {
      const rows = (x: Tensor): Tensor => reshape(x, [-1, x.shape.at(-1) as number]);
      return [matMul(grad, transposeMatrix(b)), matMul(transposeMatrix(rows(a)), rows(grad))];
    }
    return [sumTo(matMul(grad, transposeMatrix(b)), a.shape), sumTo(matMul(transposeMatrix(a), grad), b.shape)];
  },
  onnx: "MatMul",
};

/**
 * Matrix product of the last two axes; the axes before them broadcast.
 * @param a [..., n, k]
 * @param b [..., k, m]
 * @returns [..., n, m]
 */
export function matMul(a: Tensor, b: Tensor): Tensor {
  return applyOne(matMulOp, [a, b]);
}

/** The last two axes swapped. */
export function transposeMatrix(x: Tensor): Tensor {
  requireRank("transposeMatrix", x, 2);
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}
