import type { Op, Target } from "../core/op.ts";
import { normalizeAxis } from "../core/shape.ts";
import { applyOne, type Tensor } from "../core/tensor.ts";
import { mul } from "./arithmetic.ts";
import { reshape, sum, unreduce } from "./structure.ts";
import { middleDivisor, requireSameDType, requireSameShape } from "./support.ts";

const vecdotOp: Op = {
  name: "vecdot",
  alongAxes: true,
  infer: ([left, right]) => {
    const [a, b] = [left as Tensor, right as Tensor];
    requireSameDType("vecdot", a, b);
    requireSameShape("vecdot", { a, b });
    return { shape: a.shape.slice(0, normalizeAxis("vecdot", -1, a.rank)), dtype: a.dtype };
  },
  gradient: ({ grad, inputs }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const each = (of: Tensor): Tensor => unreduce(of, a, [a.rank - 1]);
    // Of a vector by itself: one product, not two and their sum.
    return a === b ? [mul(each(mul(grad, 2)), a), undefined] : [mul(each(grad), b), mul(each(grad), a)];
  },
  lower: ({ inputs, outputs }, target) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const rows = rowsOf(a, target);
    if (rows === undefined) return [sum(mul(a, b), { axes: -1 })];
    const [left, right] = [a, b].map((x) => reshape(x, [rows, 1, a.size / rows])) as [Tensor, Tensor];
    const products = applyOne(rowProductsOp, [left, right]);
    const { size, shape } = outputs[0] as Tensor;
    return [reshape(size === 1 ? sum(products) : products, shape)];
  },
};

/**
 * In how many rows ONNX Runtime's matrix product is to take the vectors; undefined: not at all. It reads both where a product and a sum
 * write and read a third, but on x64 alone it has a kernel for single rows, a row is one thread's, and each costs a call. 2 cores, ms,
 * for a million elements in rows of 100, 1,000, 10,000 and 100,000: 1.22, 0.38, 0.18, 0.16 against 0.82, 0.44, 0.27, 0.29; a vector
 * by itself 1.12, 0.23, 0.15, 0.14.
 */
function rowsOf({ shape, size, dtype }: Tensor, { device, multipliesRows, portable }: Target): number | undefined {
  if (device !== "cpu" || multipliesRows !== true || portable === true || dtype !== "float32") return undefined;
  const width = shape.at(-1) as number;
  const rows = size === width ? middleDivisor(size, 2, 16) : size / width;
  return rows > 1 && size / rows >= 2048 ? rows : undefined;
}

/** [rows, 1, n] by [rows, 1, n], the second transposed: [rows, 1, 1]. */
const rowProductsOp: Op = {
  name: "rowProducts",
  infer: ([x]) => ({ shape: [(x as Tensor).shape[0] as number, 1, 1], dtype: (x as Tensor).dtype }),
  onnx: (emit, _node, [a, b]) => emit.node("com.microsoft:FusedMatMul", [a as string, b as string], { transB: 1 }),
};

/**
 * Products of vectors: the sum over the last axis of a · b.
 * @param a [..., n] numeric
 * @param b the same shape and dtype
 * @returns [...]
 * @throws ShapeError when the shapes differ, ArgumentError when there is no axis, DTypeError when the dtypes differ
 */
export function vecdot(a: Tensor, b: Tensor): Tensor {
  return applyOne(vecdotOp, [a, b]);
}
