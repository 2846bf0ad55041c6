import type { Domain } from "../core/domain.ts";
import { isInput, type Tensor } from "../core/tensor.ts";
import { originOf } from "../rewrite/meaning.ts";
import type { NetworkLayer, NetworkSample } from "./network.ts";

/**
 * What makes an output's numbers: an activation, or `linear` for sums of products with weights, which can be anything.
 * `other`: arithmetic that may or may not keep them in a range.
 */
export type HeadKind = "softmax" | "sigmoid" | "logSoftmax" | "relu" | "tanh" | "positive" | "linear" | "other";

/** The end of a network, for one of its outputs. */
export interface Head {
  readonly kind: HeadKind;
  readonly domain: Domain;
  /** Shape of one example. */
  readonly shape: readonly number[];
  /** Of a softmax: how many classes it is over. */
  readonly classes: number | undefined;
  /** Whether the output has all of a softmax's probabilities, not some picked from them. */
  readonly isWhole: boolean;
  /** Of an activation: what it is applied to. */
  readonly below: Head | undefined;
  /** The layer that made it. */
  readonly layer: NetworkLayer | undefined;
}

/** The head of an output. @param output the network's result for one example */
export function headOf(output: Tensor, sample: NetworkSample): Head {
  const origin = originOf(output);
  const made = kindOf(origin);
  const kind = made === "linear" && output.domain !== "unknown" ? "other" : made; // someone knows better: withDomain
  const isActivation = kind !== "linear" && kind !== "other" && origin.node.inputs.length > 0;
  const axis = origin.node.attributes["axis"];
  return {
    kind,
    domain: output.domain,
    shape: output.shape.slice(1),
    classes: (kind === "softmax" || kind === "logSoftmax") && typeof axis === "number" ? origin.shape[axis] : undefined,
    isWhole: origin.size === output.size,
    below: isActivation ? headOf(origin.node.inputs[0] as Tensor, sample) : undefined,
    layer: sample.layerOf(origin),
  };
}

const activations: ReadonlySet<string> = new Set(["softmax", "sigmoid", "logSoftmax", "relu", "tanh"]);

function kindOf(origin: Tensor): HeadKind {
  const { name } = origin.node.op;
  if (activations.has(name)) return name as HeadKind;
  if (origin.domain === "positive") return "positive";
  return isLinear(origin) ? "linear" : "other";
}

const products: ReadonlySet<string> = new Set(["matMul", "conv", "convInputGradient"]);

/** Whether a tensor is a sum of products with weights, shifted and scaled perhaps, so that nothing bounds it. */
function isLinear(x: Tensor): boolean {
  const origin = originOf(x);
  const { op, inputs } = origin.node;
  if (products.has(op.name)) return inputs.some((each) => isInput(originOf(each)));
  if (op.name === "neg") return isLinear(inputs[0] as Tensor);
  if (op.name !== "add" && op.name !== "sub" && op.name !== "mul") return false;
  return inputs.some((each, i) => isLinear(each) && isWeight(inputs[1 - i] as Tensor, op.name));
}

/** A number or a weight; of a sum, another linear part too. */
function isWeight(x: Tensor, of: string): boolean {
  const origin = originOf(x);
  return isInput(origin) || origin.node.op.name === "constant" || (of !== "mul" && isLinear(x));
}

/** A head's layer as code, with another activation: `dense(1, { activation: "sigmoid" })`. */
export function layerText(head: Head, activation?: string): string {
  const { layer } = head;
  if (layer === undefined) return "the last layer";
  const { kind, options } = layer.layer;
  const wanted = activation ?? options["activation"];
  if (kind === "activation") return `activation("${wanted}")`;
  const sizes = { dense: ["units"], conv1d: convSizes, conv2d: convSizes, conv3d: convSizes }[kind];
  if (sizes === undefined || wanted === "custom") return `layer "${layer.name}"`;
  const numbers = sizes.map((size) => numberText(options[size]));
  return `${kind}(${numbers.join(", ")}${wanted === "linear" ? "" : `, { activation: "${wanted}" }`})`;
}

const convSizes: readonly string[] = ["filters", "kernelSize"];

function numberText(value: unknown): string {
  const list = [value].flat();
  return list.every((each) => each === list[0]) ? String(list[0]) : `[${list.join(", ")}]`;
}

/** "replace dense(1, { activation: "softmax" }) by dense(1, { activation: "sigmoid" })". */
export function replaceText(head: Head, activation: string): string {
  const [before, after] = [layerText(head), layerText(head, activation)];
  if (before !== after && /\(/.test(before)) return `replace ${before} by ${after}`;
  return `let ${before} end in ${activation === "linear" ? "no activation" : activation}`;
}
