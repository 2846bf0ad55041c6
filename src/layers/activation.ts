import { unknownName } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { elu, gelu, hardSigmoid, hardSwish, leakyRelu, mish, relu, relu6, selu, silu, softsign } from "../ops/activation.ts";
import { exp, logSigmoid, sigmoid, softplus, tanh } from "../ops/exponential.ts";
import { logSoftmax, softmax } from "../ops/reduce.ts";
import { defineLayer, type Layer } from "./layer.ts";

/** Activations by name. */
export type ActivationName =
  | "linear"
  | "elu"
  | "exponential"
  | "gelu"
  | "hardSigmoid"
  | "hardSwish"
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

const byName: { readonly [N in ActivationName]: (x: Tensor) => Tensor } = {
  linear: (x) => x,
  elu,
  exponential: exp,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
};

/** An elementwise function (softmax: over the last axis), or its name. */
export type ActivationLike = ActivationName | ((x: Tensor) => Tensor);

/** The function meant; names in any case and Keras' spelling. @throws NameError with the nearest name and the list */
export function resolveActivation(activation: ActivationLike): (x: Tensor) => Tensor {
  if (typeof activation === "function") return activation;
  const wanted = String(activation).toLowerCase().replaceAll("_", "");
  const found = Object.entries(byName).find(([name]) => name.toLowerCase() === wanted || (wanted === "swish" && name === "silu"));
  if (found === undefined) throw unknownName("activation", activation, Object.keys(byName));
  return found[1];
}

/** How an activation is written into a layer's options. */
export function activationText(activation: ActivationLike): string {
  return typeof activation === "string" ? activation : "custom";
}

/** An activation as a layer of its own: any shape in, the same shape out. */
export function activation(of: ActivationLike, { name }: { readonly name?: string } = {}): Layer {
  const apply = resolveActivation(of);
  return defineLayer({
    kind: "activation",
    name,
    options: { activation: activationText(of) },
    call: ([x]) => apply(x as Tensor),
  });
}
