import { ArgumentError, ShapeError } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add } from "../ops/arithmetic.ts";
import { embeddingLookup } from "../ops/gather.ts";
import { matMul } from "../ops/matmul.ts";
import { cast } from "../ops/structure.ts";
import { type ActivationLike, activationText, resolveActivation } from "./activation.ts";
import { glorotUniform, type InitializerLike, resolveInitializer, uniform, zeros } from "./initializers.ts";
import { defineLayer, type Layer, type WeightSpec } from "./layer.ts";
import { penaltyOptions, type RegularizerLike, resolveRegularizer } from "./regularizers.ts";

/** Options of layers with a kernel and a bias. */
export interface KernelOptions {
  readonly name?: string;
  /** Default "linear". */
  readonly activation?: ActivationLike;
  /** Default true. */
  readonly useBias?: boolean;
  /** Default glorotUniform. */
  readonly kernelInitializer?: InitializerLike;
  /** Default zeros. */
  readonly biasInitializer?: InitializerLike;
  /** Penalty on the kernel, added to the loss. Default none. */
  readonly kernelRegularizer?: RegularizerLike;
  /** Penalty on the bias, added to the loss. Default none. */
  readonly biasRegularizer?: RegularizerLike;
}

/** Kernel and bias of a layer, with their options looked up now: a wrong name is found where it is written. */
export function kernelAndBias(
  options: KernelOptions,
): (kernel: Shape, bias: Shape) => Readonly<Record<"kernel", WeightSpec>> & Readonly<Record<string, WeightSpec>> {
  const { useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
  const [kernelStart, biasStart] = [resolveInitializer(kernelInitializer), resolveInitializer(biasInitializer)];
  const kernelRegularizer = resolveRegularizer(options.kernelRegularizer);
  const biasRegularizer = resolveRegularizer(options.biasRegularizer);
  return (kernel, bias) => ({
    kernel: { shape: kernel, initializer: kernelStart, regularizer: kernelRegularizer },
    ...(useBias ? { bias: { shape: bias, initializer: biasStart, regularizer: biasRegularizer } } : {}),
  });
}

/** The options of kernel and bias as plain data: what a layer is saved with. */
export function kernelConfig({
  activation = "linear",
  useBias = true,
  kernelRegularizer,
  biasRegularizer,
}: KernelOptions): Readonly<Record<string, unknown>> {
  return {
    activation: activationText(activation),
    useBias,
    ...penaltyOptions("kernelRegularizer", kernelRegularizer),
    ...penaltyOptions("biasRegularizer", biasRegularizer),
  };
}

/** A whole number from 1, or an error that names the layer and the option. */
export function checkCount(layer: string, option: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0))
    throw new ArgumentError(`${layer}: ${option}`, { expected: "a whole number from 1", got: String(value) });
}

/**
 * x · kernel + bias over the last axis.
 * Input [batch, ..., features], output [batch, ..., units]; weights kernel [features, units], bias [units].
 */
export function dense(units: number, options: KernelOptions = {}): Layer {
  checkCount("dense", "units", units);
  const { activation = "linear", useBias = true } = options;
  const activate = resolveActivation(activation);
  const weightsOf = kernelAndBias(options);
  return defineLayer({
    kind: "dense",
    arity: 1,
    precision: "half",
    name: options.name,
    options: { units, ...kernelConfig(options) },
    weights([shape]) {
      const features = (shape as Shape).at(-1);
      if (features === undefined)
        throw new ShapeError("dense", {
          expected: "examples with at least one axis",
          got: shapeText(shape as Shape),
          fix: "reshape([1]) first",
        });
      return weightsOf([features, units], [units]);
    },
    call([x], { weights }) {
      const product = matMul(x as Tensor, weights["kernel"] as Tensor);
      return activate(useBias ? add(product, weights["bias"] as Tensor) : product);
    },
  });
}

/**
 * A learned vector for each index.
 * Input [batch, ...] whole numbers from 0 to count - 1, output [batch, ..., size]; weights table [count, size].
 */
export function embedding(
  count: number,
  vectorSize: number,
  { name, initializer = uniform() }: { readonly name?: string; readonly initializer?: InitializerLike } = {},
): Layer {
  checkCount("embedding", "count", count);
  checkCount("embedding", "size", vectorSize);
  const start = resolveInitializer(initializer);
  return defineLayer({
    kind: "embedding",
    arity: 1,
    name,
    options: { count, size: vectorSize },
    weights: () => ({ table: { shape: [count, vectorSize], initializer: start } }),
    call: ([x], { weights }) => embeddingLookup(weights["table"] as Tensor, cast(x as Tensor, "int64")),
  });
}
