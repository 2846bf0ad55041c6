import type { Domain } from "../../src/core/domain.ts";
import { Random } from "../../src/core/random.ts";
import type { Shape } from "../../src/core/shape.ts";
import { constant, input, type Tensor } from "../../src/core/tensor.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { evaluate, type Feed } from "../../src/runtime/evaluate.ts";

export interface Given {
  readonly shape: Shape;
  readonly values?: readonly number[];
  readonly dtype?: "float32" | "float64" | "int64";
}

/** What came of a layer: numbers in row-major order. */
export interface LayerRun {
  readonly shape: Shape;
  readonly domain: Domain;
  readonly values: number[];
  /** Next values of weights that are not trained. */
  readonly updates: Readonly<Record<string, number[]>>;
  readonly weights: Readonly<Record<string, Shape>>;
}

interface Options {
  readonly training?: boolean;
  readonly weights?: Readonly<Record<string, readonly number[]>>;
  readonly seed?: number;
}

/** A layer's output on given inputs, with given or drawn weights, and what it sets in training. */
export async function runLayer(
  layer: Layer,
  given: readonly Given[],
  { training = false, weights = {}, seed = 3 }: Options = {},
): Promise<LayerRun> {
  const inputs = given.map(({ shape, dtype = "float64" }, i) => input(`x${i}`, shape, { dtype }));
  const specs = layer.weights?.(given.map(({ shape }) => shape.slice(1))) ?? {};
  const feeds: Record<string, Feed> = Object.fromEntries(
    given.map(({ shape, values }, i) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [`x${i}`, values ?? Array.from({ length: size }, (_, k) => k)];
    }),
  );
  const tensors: Record<string, Tensor> = {};
  for (const [name, spec] of Object.entries(specs)) {
    tensors[name] = input(name, spec.shape, { dtype: "float64" });
    feeds[name] = weights[name] ?? Float64Array.from(spec.initializer(spec.shape, new Random(1)));
  }
  const updates: Record<string, Tensor> = {};
  const output = layer.call(inputs, {
    weights: tensors,
    training,
    seed: constant(seed, { dtype: "int64" }),
    stream: 1,
    sharedStream: 1,
    update: (name, next) => {
      updates[name] = next;
    },
    addLoss: () => undefined,
  });
  const results = await evaluate([output, ...Object.values(updates)], feeds);
  const numbers = await Promise.all(results.map(async (value) => Array.from((await value.read()) as Float64Array)));
  return {
    shape: output.shape,
    domain: output.domain,
    values: numbers[0] as number[],
    updates: Object.fromEntries(Object.keys(updates).map((name, i) => [name, numbers[i + 1] as number[]])),
    weights: Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.shape])),
  };
}
