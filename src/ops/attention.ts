import { ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { where } from "./compare.ts";
import { type DropoutOptions, dropout } from "./dropout.ts";
import { matMul, transposeMatrix } from "./matmul.ts";
import { softmax } from "./reduce.ts";
import { customGradient, sum } from "./structure.ts";
import { requireRank, requireSameDType } from "./support.ts";

export interface AttentionOptions {
  /** A position looks at itself and at those before it only. Default false. */
  readonly causal?: boolean;
  /** bool, broadcasts to [..., queries, keys]: false where a query must not look. A query that may look nowhere gets NaN. */
  readonly mask?: Tensor | undefined;
  /** What the products are multiplied by before the softmax. Default 1 / √(features of a key). */
  readonly scale?: number;
  /** Drops attention weights at random, for training. Default none. */
  readonly dropout?: Omit<DropoutOptions, "noiseShape"> | undefined;
}

/**
 * Scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762): softmax(query · keyᵀ · scale) · value.
 * @param query [..., queries, features]
 * @param key [..., keys, features]
 * @param value [..., keys, size]
 * @returns [..., queries, size]
 * @throws ShapeError when features, numbers of keys or the axes before them differ
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor {
  checkOperands(query, key, value);
  const { causal = false, mask, dropout: dropped } = options;
  const { scale = 1 / Math.sqrt(key.shape.at(-1) as number) } = options;
  const [queries, keys] = [query.shape.at(-2) as number, key.shape.at(-2) as number];
  // Scaling the queries is a smaller pass than scaling the products.
  const weightsOf = (q: Tensor, k: Tensor): Tensor => {
    let scores = matMul(mul(q, scale), transposeMatrix(k));
    if (causal) scores = add(scores, past(queries, keys, scores));
    if (mask !== undefined) scores = where(mask, scores, Number.NEGATIVE_INFINITY);
    return softmax(scores);
  };
  const drop = (x: Tensor): Tensor => (dropped === undefined ? x : dropout(x, dropped));
  return customGradient(
    [query, key, value],
    (q, k, v) => matMul(drop(weightsOf(q, k)), v),
    (grad, inputs, output) => {
      const [q, k, v] = inputs as [Tensor, Tensor, Tensor];
      const weights = weightsOf(q, k);
      // Softmax subtracts from each gradient the mean over the keys by the weights, which is that over the output's features
      // of gradient · output (Dao et al. 2022, arXiv:2205.14135): less to go through.
      const level = sum(mul(grad, output), { axes: -1, keepDims: true });
      const byScores = mul(weights, sub(drop(matMul(grad, transposeMatrix(v))), level));
      const byQuery = mul(matMul(byScores, k), scale);
      const byKey = matMul(transposeMatrix(byScores), mul(q, scale));
      return [byQuery, byKey, matMul(transposeMatrix(drop(weights)), grad)];
    },
  );
}

/** 0 where a query may look, -∞ after it. */
function past(queries: number, keys: number, like: Tensor): Tensor {
  const values = Array.from({ length: queries * keys }, (_, i) =>
    i % keys > Math.floor(i / keys) ? Number.NEGATIVE_INFINITY : 0,
  );
  return constant(values, { shape: [queries, keys], dtype: like.dtype });
}

function checkOperands(query: Tensor, key: Tensor, value: Tensor): void {
  requireRank("attention: query", query, 2);
  requireSameDType("attention", query, key);
  requireSameDType("attention", query, value);
  const before = (x: Tensor): string => x.shape.slice(0, -2).join();
  const fits =
    before(query) === before(key) &&
    before(query) === before(value) &&
    query.shape.at(-1) === key.shape.at(-1) &&
    key.shape.at(-2) === value.shape.at(-2);
  if (!fits || key.rank !== query.rank || value.rank !== query.rank)
    throw new ShapeError("attention", {
      expected: "query [..., queries, features], key [..., keys, features], value [..., keys, size]",
      got: [query, key, value].map((x) => shapeText(x.shape)).join(", "),
    });
}
