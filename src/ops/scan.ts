import type { Op } from "../core/op.ts";
import { normalizeAxis } from "../core/shape.ts";
import { applyOne, constant, type Tensor } from "../core/tensor.ts";
import { mul } from "./arithmetic.ts";
import { concat, flip, slice } from "./indexing.ts";
import { broadcastTo } from "./structure.ts";
import { requireNumeric } from "./support.ts";

export interface ScanOptions {
  /** Default -1. */
  readonly axis?: number;
  /** Leave each element itself out: what comes before it only. Default false. */
  readonly exclusive?: boolean;
  /** From the last element to the first. Default false. */
  readonly reverse?: boolean;
}

const cumSumOp: Op = {
  name: "cumSum",
  infer: ([x]) => {
    requireNumeric("cumSum", x as Tensor);
    return { shape: (x as Tensor).shape, dtype: (x as Tensor).dtype };
  },
  gradient: ({ grad, attributes }) => {
    const { axis, exclusive, reverse } = attributes as unknown as Required<ScanOptions>;
    return [cumSum(grad, { axis, exclusive, reverse: !reverse })];
  },
  onnx: (emit, node, [x]) => {
    const { axis, exclusive, reverse } = node.attributes as unknown as Required<ScanOptions>;
    const attributes = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    return emit.node("CumSum", [x as string, emit.constant([axis], "int64", [])], attributes);
  },
};

/** Running sum along an axis. x: [..., n, ...] numeric. */
export function cumSum(x: Tensor, { axis = -1, exclusive = false, reverse = false }: ScanOptions = {}): Tensor {
  return applyOne(cumSumOp, [x], { axis: normalizeAxis("cumSum", axis, x.rank), exclusive, reverse });
}

/**
 * Running product along an axis, exact (with its derivatives of any order) where elements are 0. x: [..., n, ...] numeric.
 * Takes log2(n) rounds of products (Hillis and Steele 1986, doi:10.1145/7902.7903).
 */
export function cumProd(x: Tensor, { axis = -1, exclusive = false, reverse = false }: ScanOptions = {}): Tensor {
  requireNumeric("cumProd", x);
  const at = normalizeAxis("cumProd", axis, x.rank);
  if (reverse) return flip(cumProd(flip(x, at), { axis: at, exclusive }), at);
  const size = x.shape[at] as number;
  let result = exclusive && size > 0 ? delay(x, at, 1) : x;
  for (let distance = 1; distance < size; distance *= 2) result = mul(result, delay(result, at, distance));
  return result;
}

/** Elements moved `distance` further along an axis, ones taking their places. */
function delay(x: Tensor, axis: number, distance: number): Tensor {
  const ones = broadcastTo(
    constant(1, { dtype: x.dtype }),
    x.shape.map((size, at) => (at === axis ? distance : size)),
  );
  return concat([ones, slice(x, { axes: axis, end: -distance })], { axis });
}
