import { ArgumentError, ShapeError } from "../core/errors.ts";
import { normalizeAxis, type Shape, sameShape, shapeText, sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, div, maximum, mul } from "../ops/arithmetic.ts";
import { flatten as flattenOp } from "../ops/axes.ts";
import { dropout as dropoutOp } from "../ops/dropout.ts";
import { concat, pad } from "../ops/indexing.ts";
import { randomNormal } from "../ops/random.ts";
import { reshape as reshapeOp, transpose } from "../ops/structure.ts";
import { requireChannels, requireSpace } from "./conv.ts";
import { defineLayer, type Layer } from "./layer.ts";

interface Named {
  readonly name?: string;
}

/** All axes but the batch as one. */
export function flatten({ name }: Named = {}): Layer {
  return defineLayer({
    kind: "flatten",
    arity: 1,
    precision: "any",
    name,
    options: {},
    call: ([x]) => flattenOp(x as Tensor),
  });
}

/** Each example under another shape; one size may be -1. */
export function reshape(shape: Shape, { name }: Named = {}): Layer {
  return defineLayer({
    kind: "reshape",
    arity: 1,
    precision: "any",
    name,
    options: { shape },
    call([x]) {
      const [batch, ...example] = (x as Tensor).shape as [number, ...number[]];
      const known = sizeOf(shape.filter((size) => size !== -1));
      const fits = shape.includes(-1) ? sizeOf(example) % known === 0 : sizeOf(example) === known;
      if (!fits)
        throw new ShapeError("reshape", {
          expected: `a shape of ${sizeOf(example)} elements for examples of ${shapeText(example)}`,
          got: shapeText(shape),
          fix: "give the shape of one example, without the batch axis",
        });
      return reshapeOp(x as Tensor, [batch, ...shape]);
    },
  });
}

/** An example's axes in another order; 1 is the first after the batch, as in Keras. */
export function permute(axes: readonly number[], { name }: Named = {}): Layer {
  return defineLayer({
    kind: "permute",
    arity: 1,
    precision: "any",
    name,
    options: { axes },
    call([x]) {
      const example = (x as Tensor).shape.slice(1);
      if (axes.length !== example.length || example.some((_, axis) => !axes.includes(axis + 1)))
        throw new ShapeError("permute", {
          expected: `each axis from 1 to ${example.length} once, for examples of ${shapeText(example)}`,
          got: shapeText(axes),
        });
      return transpose(x as Tensor, [0, ...axes]);
    },
  });
}

/** In training, drops a share of the elements and scales the others up (Srivastava et al. 2014, JMLR 15). */
export function dropout(rate: number, { name }: Named = {}): Layer {
  return dropoutLayer("dropout", rate, name, () => undefined);
}

/** In training, drops whole channels: [batch, channels, ...space]. */
export function spatialDropout(rate: number, { name }: Named = {}): Layer {
  return dropoutLayer("spatialDropout", rate, name, (x) => {
    requireChannels("spatialDropout", x.shape.slice(1));
    return x.shape.map((size, axis) => (axis < 2 ? size : 1));
  });
}

function dropoutLayer(
  kind: string,
  rate: number,
  name: string | undefined,
  mask: (x: Tensor) => Shape | undefined,
): Layer {
  if (!(rate >= 0 && rate < 1))
    throw new ArgumentError(kind, { expected: "a rate from 0, below 1", got: String(rate) });
  return defineLayer({
    kind,
    arity: 1,
    name,
    options: { rate },
    precision: "any",
    call([given], { training, seed, stream }) {
      const x = given as Tensor;
      if (!training || rate === 0) return x;
      const noiseShape = mask(x);
      return dropoutOp(x, { rate, seed, stream, ...(noiseShape === undefined ? {} : { noiseShape }) });
    },
  });
}

/** In training, adds normal noise of the given standard deviation. */
export function gaussianNoise(standardDeviation: number, { name }: Named = {}): Layer {
  if (!(standardDeviation >= 0 && Number.isFinite(standardDeviation)))
    throw new ArgumentError("gaussianNoise", {
      expected: "a standard deviation from 0",
      got: String(standardDeviation),
    });
  return defineLayer({
    kind: "gaussianNoise",
    arity: 1,
    name,
    options: { standardDeviation },
    call([given], { training, seed, stream }) {
      const x = given as Tensor;
      return training ? add(x, randomNormal(x.shape, { seed, stream, standardDeviation, dtype: x.dtype })) : x;
    },
  });
}

/** x · scale + offset. */
export function rescaling(scale: number, offset = 0, { name }: Named = {}): Layer {
  return defineLayer({
    kind: "rescaling",
    arity: 1,
    name,
    options: { scale, offset },
    call: ([x]) => add(mul(x as Tensor, scale), offset),
  });
}

/** A border of zeros around images, [batch, channels, height, width]. */
export function zeroPad2d(
  padding: number | readonly [readonly [number, number], readonly [number, number]],
  { name }: Named = {},
): Layer {
  const space =
    typeof padding === "number"
      ? ([
          [padding, padding],
          [padding, padding],
        ] as const)
      : padding;
  return defineLayer({
    kind: "zeroPad2d",
    arity: 1,
    precision: "any",
    name,
    options: { padding },
    call([x]) {
      requireSpace("zeroPad2d", (x as Tensor).shape.slice(1), 2);
      return pad(x as Tensor, [[0, 0], [0, 0], ...space]);
    },
  });
}

/** A function of the inputs as a layer without weights. */
export function lambda(apply: (...inputs: Tensor[]) => Tensor, { name }: Named = {}): Layer {
  return defineLayer({ kind: "lambda", name, options: {}, call: (inputs) => apply(...inputs) });
}

function merge(kind: string, name: string | undefined, apply: (inputs: readonly Tensor[]) => Tensor): Layer {
  return defineLayer({
    kind,
    precision: "any",
    name,
    options: {},
    call(inputs) {
      const first = inputs[0] as Tensor;
      const other = inputs.find((x) => !sameShape(x.shape, first.shape));
      if (other !== undefined)
        throw new ShapeError(kind, {
          expected: "inputs of equal shape",
          got: `${shapeText(first.shape.slice(1))} and ${shapeText(other.shape.slice(1))}`,
        });
      return apply(inputs);
    },
  });
}

/** Sum of several inputs of equal shape. */
export function addition({ name }: Named = {}): Layer {
  return merge("addition", name, (inputs) => inputs.reduce((a, b) => add(a, b)));
}

/** Product of several inputs of equal shape. */
export function multiplication({ name }: Named = {}): Layer {
  return merge("multiplication", name, (inputs) => inputs.reduce((a, b) => mul(a, b)));
}

/** Mean of several inputs of equal shape. */
export function averaging({ name }: Named = {}): Layer {
  return merge("averaging", name, (inputs) =>
    div(
      inputs.reduce((a, b) => add(a, b)),
      inputs.length,
    ),
  );
}

/** Largest of several inputs of equal shape, elementwise. */
export function maximumOf({ name }: Named = {}): Layer {
  return merge("maximumOf", name, (inputs) => inputs.reduce((a, b) => maximum(a, b)));
}

/** Several inputs one after another along an axis of the examples (0 is the first after the batch; default the first: channels). */
export function concatenation({ axis = 0, name }: Named & { readonly axis?: number } = {}): Layer {
  return defineLayer({
    kind: "concatenation",
    precision: "any",
    name,
    options: { axis },
    call(inputs) {
      const shapes = inputs.map((x) => x.shape.slice(1));
      const [first = []] = shapes;
      const at = normalizeAxis("concatenation", axis, first.length);
      const others = (shape: Shape): Shape => shape.filter((_, i) => i !== at);
      const fits = shapes.every((shape) => shape.length === first.length && sameShape(others(shape), others(first)));
      if (!fits)
        throw new ShapeError("concatenation", {
          expected: `examples that differ only along axis ${at}`,
          got: shapes.map(shapeText).join(" and "),
        });
      return concat(inputs, { axis: at + 1 });
    },
  });
}
