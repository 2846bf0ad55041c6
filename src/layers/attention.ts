import { ArgumentError, ShapeError } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add } from "../ops/arithmetic.ts";
import { attention } from "../ops/attention.ts";
import { notEqual } from "../ops/compare.ts";
import { slice } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { reshape, transpose } from "../ops/structure.ts";
import { checkCount } from "./dense.ts";
import { glorotUniform, type InitializerLike, resolveInitializer, uniform, zeros } from "./initializers.ts";
import { defineLayer, type Layer, type WeightSpec } from "./layer.ts";
import { penaltyOptions, type RegularizerLike, resolveRegularizer } from "./regularizers.ts";

/** Options of multi-head attention. */
export interface AttentionLayerOptions {
  readonly name?: string;
  /** How many heads; divides `dim`. */
  readonly heads: number;
  /** Features of the queries and keys, and of the values, of all heads together. */
  readonly dim: number;
  /** A position looks at itself and at those before it only. Default false. */
  readonly causal?: boolean;
  /** The last input is a mask of the keys, [batch, keys]: not 0 where there is something to look at. Default false. */
  readonly keyMask?: boolean;
  /** In training, share of the attention weights that is dropped. Default 0. */
  readonly dropout?: number;
  /** Default true. */
  readonly useBias?: boolean;
  /** Default glorotUniform. */
  readonly kernelInitializer?: InitializerLike;
  /** Default zeros. */
  readonly biasInitializer?: InitializerLike;
  /** Penalty on the kernels, added to the loss. Default none. */
  readonly kernelRegularizer?: RegularizerLike;
}

const roles = ["query", "key", "value"] as const;

/**
 * Multi-head attention (Vaswani et al. 2017, arXiv:1706.03762). Called on one input, it looks at itself; on two, the first
 * looks at the second; on three, they are query, key and value. Inputs [batch, time, features], the keys and values of one
 * length; output [batch, queries, features of the query]. Weights queryKernel, keyKernel, valueKernel [features, dim],
 * outputKernel [dim, features of the query], and a bias for each: queryBias and so on.
 */
export function multiHeadAttention(options: AttentionLayerOptions): Layer {
  const { heads, dim, causal = false, keyMask = false, dropout = 0, useBias = true, name } = options;
  checkCount("multiHeadAttention", "heads", heads);
  checkCount("multiHeadAttention", "dim", dim);
  if (dim % heads !== 0)
    throw new ArgumentError("multiHeadAttention: dim", { expected: `a multiple of ${heads} heads`, got: String(dim) });
  if (!(dropout >= 0 && dropout < 1))
    throw new ArgumentError("multiHeadAttention: dropout", {
      expected: "a rate from 0, below 1",
      got: String(dropout),
    });
  const { kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
  const kernel = {
    initializer: resolveInitializer(kernelInitializer),
    regularizer: resolveRegularizer(options.kernelRegularizer),
  };
  const biasStart = resolveInitializer(biasInitializer);
  const most = keyMask ? 4 : 3;

  /** Query, key, value, and the mask. */
  function partsOf<T>(inputs: readonly T[]): { readonly operands: readonly [T, T, T]; readonly mask: T | undefined } {
    const least = keyMask ? 2 : 1;
    if (inputs.length < least || inputs.length > most)
      throw new ArgumentError("multiHeadAttention", {
        expected: `query, or query and what it looks at, or query, key and value${keyMask ? ", and last the mask of the keys" : ""}`,
        got: `${inputs.length} inputs`,
      });
    const given = keyMask ? inputs.slice(0, -1) : inputs;
    const [query, key = query, value = key] = given as [T, T?, T?];
    return { operands: [query, key, value] as [T, T, T], mask: keyMask ? (inputs.at(-1) as T) : undefined };
  }

  return defineLayer({
    kind: "multiHeadAttention",
    precision: "half",
    name,
    options: {
      heads,
      dim,
      causal,
      keyMask,
      dropout,
      useBias,
      ...penaltyOptions("kernelRegularizer", options.kernelRegularizer),
    },
    weights(shapes) {
      const { operands, mask } = partsOf(shapes);
      checkShapes(operands, mask);
      const features = (shape: Shape): number => shape[1] as number;
      const made = (role: string, shape: readonly [number, number]): [string, WeightSpec][] => [
        [`${role}Kernel`, { shape, ...kernel }],
        ...(useBias ? [[`${role}Bias`, { shape: [shape[1]], initializer: biasStart }] as [string, WeightSpec]] : []),
      ];
      return Object.fromEntries([
        ...roles.flatMap((role, i) => made(role, [features(operands[i] as Shape), dim])),
        ...made("output", [dim, features(operands[0])]),
      ]);
    },
    call(inputs, { weights, training, seed, stream }) {
      const { operands, mask } = partsOf(inputs);
      const project = (x: Tensor, role: string): Tensor => {
        const product = matMul(x, weights[`${role}Kernel`] as Tensor);
        return useBias ? add(product, weights[`${role}Bias`] as Tensor) : product;
      };
      const [query, key, value] = operands.map((x, i) => {
        const projected = project(x, roles[i] as string);
        const [batch, time] = projected.shape as [number, number];
        return transpose(reshape(projected, [batch, time, heads, dim / heads]), [0, 2, 1, 3]);
      }) as [Tensor, Tensor, Tensor];
      const looked = attention(query, key, value, {
        causal,
        mask:
          mask === undefined
            ? undefined
            : notEqual(reshape(mask, [mask.shape[0] as number, 1, 1, mask.shape[1] as number]), 0),
        dropout: training && dropout > 0 ? { rate: dropout, seed, stream } : undefined,
      });
      const joined = transpose(looked, [0, 2, 1, 3]);
      const [batch, time] = joined.shape as [number, number];
      return project(reshape(joined, [batch, time, dim]), "output");
    },
  });
}

function checkShapes(operands: readonly Shape[], mask: Shape | undefined): void {
  const [, key, value] = operands as [Shape, Shape, Shape];
  const fits = operands.every((shape) => shape.length === 2) && key[0] === value[0];
  if (!fits)
    throw new ShapeError("multiHeadAttention", {
      expected: "examples of shape [time, features], key and value of one length",
      got: operands.map(shapeText).join(", "),
    });
  if (mask !== undefined && (mask.length !== 1 || mask[0] !== key[0]))
    throw new ShapeError("multiHeadAttention", {
      expected: `a mask of shape [${key[0]}], one number for each key`,
      got: shapeText(mask),
    });
}

/**
 * Adds a learned vector to each position, so that attention can tell where it looks (Gehring et al. 2017, arXiv:1705.03122).
 * Input [batch, time, features], output the same; weights table [length, features].
 * @param length of the longest input; default: the length of the inputs
 */
export function positionEmbedding({
  length,
  initializer = uniform(),
  name,
}: {
  readonly length?: number;
  readonly initializer?: InitializerLike;
  readonly name?: string;
} = {}): Layer {
  if (length !== undefined) checkCount("positionEmbedding", "length", length);
  const start = resolveInitializer(initializer);
  return defineLayer({
    kind: "positionEmbedding",
    arity: 1,
    name,
    options: { ...(length === undefined ? {} : { length }) },
    weights([given]) {
      const shape = given as Shape;
      const [time, features] = shape as [number, number];
      if (shape.length !== 2 || time > (length ?? time))
        throw new ShapeError("positionEmbedding", {
          expected: `examples of shape [time, features]${length === undefined ? "" : `, at most ${length} long`}`,
          got: shapeText(shape),
        });
      return { table: { shape: [length ?? time, features], initializer: start } };
    },
    call: ([x], { weights }) => {
      const [given, table] = [x as Tensor, weights["table"] as Tensor];
      const time = given.shape[1] as number;
      return add(given, time === table.shape[0] ? table : slice(table, { axes: 0, end: time }));
    },
  });
}
