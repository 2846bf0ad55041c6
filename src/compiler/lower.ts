import type { Target } from "../core/op.ts";
import { within } from "../core/origin.ts";
import type { Node, Tensor } from "../core/tensor.ts";
import { rewrite } from "../rewrite/graph.ts";

/** Replaces each op by the form chosen for the target, until only ops with an ONNX form are left. */
export function lower(outputs: readonly Tensor[], target: Target): Tensor[] {
  const expand = (node: Node): readonly Tensor[] | undefined => {
    const { origin } = node;
    // What only the gradient of a node like that would have read goes with it.
    if (node.op.onnx === "alias") return node.inputs.slice(0, 1);
    const form = within(origin && { ...origin, op: origin.op ?? node.op.name }, () => node.op.lower?.(node, target));
    // What a form is made of may have forms of its own; its inputs are lowered already and come back unchanged.
    return form === undefined ? undefined : rewrite(form, expand, node.inputs);
  };
  return rewrite(outputs, expand);
}
