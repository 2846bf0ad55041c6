import { ShapeError } from "../core/errors.ts";
import { canonicalName } from "../core/names.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import {
  celu,
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  hardTanh,
  leakyRelu,
  mish,
  prelu,
  relu,
  relu6,
  selu,
  silu,
  softsign,
} from "../ops/activation.ts";
import { exp, logSigmoid, sigmoid, softplus, tanh } from "../ops/exponential.ts";
import { logSoftmax, softmax } from "../ops/reduce.ts";
import { constantFill, type InitializerLike, resolveInitializer } from "./initializers.ts";
import { defineLayer, type Layer } from "./layer.ts";

/** Activations by name. */
export type ActivationName =
  | "linear"
  | "celu"
  | "elu"
  | "exponential"
  | "gelu"
  | "hardSigmoid"
  | "hardSwish"
  | "hardTanh"
  | "leakyRelu"
  | "logSigmoid"
  | "logSoftmax"
  | "mish"
  | "relu"
  | "relu6"
  | "selu"
  | "sigmoid"
  | "silu"
  | "softmax"
  | "softplus"
  | "softsign"
  | "tanh";

interface Entry {
  readonly fn: (x: Tensor, axis: number) => Tensor;
  /** What else it is called; case, "_" and "-" make no difference. */
  readonly aliases: readonly string[];
}

const table: Readonly<Record<ActivationName, Entry>> = {
  linear: { fn: (x) => x, aliases: ["identity"] },
  celu: { fn: (x) => celu(x), aliases: [] },
  elu: { fn: (x) => elu(x), aliases: [] },
  exponential: { fn: exp, aliases: ["exp"] },
  gelu: { fn: (x) => gelu(x), aliases: [] },
  hardSigmoid: { fn: hardSigmoid, aliases: [] },
  hardSwish: { fn: hardSwish, aliases: ["hardSilu"] },
  hardTanh: { fn: (x) => hardTanh(x), aliases: [] },
  leakyRelu: { fn: (x) => leakyRelu(x), aliases: [] },
  logSigmoid: { fn: logSigmoid, aliases: [] },
  logSoftmax: { fn: (x, axis) => logSoftmax(x, { axis }), aliases: [] },
  mish: { fn: mish, aliases: [] },
  relu: { fn: relu, aliases: [] },
  relu6: { fn: relu6, aliases: [] },
  selu: { fn: selu, aliases: [] },
  sigmoid: { fn: sigmoid, aliases: ["logistic"] },
  silu: { fn: silu, aliases: ["swish"] },
  softmax: { fn: (x, axis) => softmax(x, { axis }), aliases: [] },
  softplus: { fn: softplus, aliases: [] },
  softsign: { fn: softsign, aliases: [] },
  tanh: { fn: tanh, aliases: [] },
};

/** A function from a tensor to one of its shape, or its name. Softmax goes over the features: the last axis of a dense layer's result, the channels (axis 1) of a convolution's. */
export type ActivationLike = ActivationName | (string & {}) | ((x: Tensor) => Tensor);

/**
 * The function meant; names in any case and Keras' spelling.
 * @param axis of softmax; default the last
 * @throws NameError with the nearest name and the list
 */
export function resolveActivation(activation: ActivationLike, axis = -1): (x: Tensor) => Tensor {
  if (typeof activation === "function") return activation;
  const aliases = Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, entry.aliases]));
  const { fn } = table[canonicalName("activation", activation, aliases as Record<ActivationName, readonly string[]>)];
  return (x) => fn(x, axis);
}

/** How an activation is written into a layer's options. */
export function activationText(activation: ActivationLike): string {
  return typeof activation === "string" ? activation : "custom";
}

/**
 * An activation as a layer of its own: any shape in, the same shape out.
 * @param axis of softmax; default the last, 1 for channels
 */
export function activation(
  of: ActivationLike,
  { axis = -1, name }: { readonly axis?: number; readonly name?: string } = {},
): Layer {
  const apply = resolveActivation(of, axis);
  return defineLayer({
    kind: "activation",
    arity: 1,
    name,
    options: { activation: activationText(of), axis },
    call: ([x]) => apply(x as Tensor),
  });
}

/**
 * x above 0, slope · x below, with a learned slope for each feature or channel, axis 1 (He et al. 2015,
 * arXiv:1502.01852). Weights: slope [channels, 1, ...].
 * @param initializer of the slope; default 0.25
 */
export function parametricRelu({
  initializer = constantFill(0.25),
  name,
}: {
  readonly initializer?: InitializerLike;
  readonly name?: string;
} = {}): Layer {
  return defineLayer({
    kind: "parametricRelu",
    arity: 1,
    name,
    options: {},
    weights([given]) {
      const [channels, ...space] = given as Shape;
      if (channels === undefined)
        throw new ShapeError("parametricRelu", {
          expected: "examples with an axis of channels",
          got: shapeText(given as Shape),
        });
      return { slope: { shape: [channels, ...space.map(() => 1)], initializer: resolveInitializer(initializer) } };
    },
    call: ([x], { weights }) => prelu(x as Tensor, weights["slope"] as Tensor),
  });
}
