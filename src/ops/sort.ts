import { ArgumentError } from "../core/errors.ts";
import type { Op } from "../core/op.ts";
import { normalizeAxis } from "../core/shape.ts";
import { apply, type Tensor, typeOf } from "../core/tensor.ts";
import { scatterElements } from "./gather.ts";
import { fullLike } from "./structure.ts";
import { requireNumeric } from "./support.ts";

const topKOp: Op = {
  name: "topK",
  infer: ([x], { axis, k }) => {
    requireNumeric("topK", x as Tensor);
    const shape = (x as Tensor).shape.map((size, at) => (at === axis ? (k as number) : size));
    return [
      { ...typeOf(x as Tensor), shape },
      { shape, dtype: "int64", domain: "classIndex" },
    ];
  },
  smoothForm: "a soft ranking such as softmax(x / width)",
  gradient: ({ grads, inputs: [x], outputs: [, indices], attributes }) => [
    grads[0] === undefined
      ? undefined
      : scatterElements(fullLike(x as Tensor, 0), indices as Tensor, grads[0], {
          axis: attributes["axis"] as number,
          reduction: "add",
        }),
  ],
  onnx: (emit, node, [x]) => {
    const { axis, k, largest } = node.attributes as { axis: number; k: number; largest: boolean };
    return emit.node(
      "TopK",
      [x as string, emit.constant([k], "int64")],
      { axis, largest: largest ? 1 : 0, sorted: 1 },
      2,
    );
  },
};

/**
 * The k largest (or smallest) elements along an axis, the best first; of equals the one with the lower index.
 * @param x [..., n, ...] numeric
 * @param k 1 to n
 * @param options axis (default -1), largest (default true)
 * @returns values and their int64 indices, the axis having size k. The gradient flows to the chosen elements.
 * @throws ArgumentError when k does not fit the axis
 */
export function topK(
  x: Tensor,
  k: number,
  { axis = -1, largest = true }: { readonly axis?: number; readonly largest?: boolean } = {},
): { readonly values: Tensor; readonly indices: Tensor } {
  const at = normalizeAxis("topK", axis, x.rank);
  const size = x.shape[at] as number;
  if (!Number.isInteger(k) || k < 1 || k > size)
    throw new ArgumentError("topK", { expected: `k from 1 to ${size}, the size of axis ${at}`, got: `${k}` });
  const [values, indices] = apply(topKOp, [x], { axis: at, k, largest }) as [Tensor, Tensor];
  return { values, indices };
}

export interface SortOptions {
  /** Default -1. */
  readonly axis?: number;
  /** Largest first. Default false. */
  readonly descending?: boolean;
}

/** Elements along an axis in order. The gradient goes back to where each came from. x: [..., n, ...] numeric, n ≥ 1. */
export function sort(x: Tensor, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  return wholeOrder("sort", x, axis, descending).values;
}

/** Indices (int64) that put the elements along an axis in order; equal elements keep theirs. It has no gradient. */
export function argsort(x: Tensor, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  return wholeOrder("argsort", x, axis, descending).indices;
}

function wholeOrder(where: string, x: Tensor, axis: number, largest: boolean): ReturnType<typeof topK> {
  const at = normalizeAxis(where, axis, x.rank);
  return topK(x, x.shape[at] as number, { axis: at, largest });
}
