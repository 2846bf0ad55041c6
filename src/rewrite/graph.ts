import { within } from "../core/origin.ts";
import { apply, type Node, type Tensor } from "../core/tensor.ts";

/**
 * All nodes the tensors are made of, inputs before users.
 * @param stopAt tensors whose own nodes (and what only they need) are left out
 */
export function nodesOf(outputs: readonly Tensor[], stopAt: Iterable<Tensor> = []): Node[] {
  const done = new Set<Node>();
  for (const tensor of stopAt) done.add(tensor.node);
  const order: Node[] = [];
  const stack: { node: Node; next: number }[] = [];
  for (const output of outputs) {
    if (done.has(output.node)) continue;
    done.add(output.node);
    stack.push({ node: output.node, next: 0 });
    // An explicit stack: graphs unrolled over time are deeper than JavaScript's own.
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const input = frame.node.inputs[frame.next++];
      if (input === undefined) {
        order.push(frame.node);
        stack.pop();
      } else if (!done.has(input.node)) {
        done.add(input.node);
        stack.push({ node: input.node, next: 0 });
      }
    }
  }
  return order;
}

/** What to put in the place of a node whose inputs have been rewritten already; undefined keeps it. `before`: as it was. */
export type Rule = (node: Node, before: Node) => readonly Tensor[] | undefined;

/**
 * Rebuilds the graph of `outputs` from the inputs up, offering each node to `rule`.
 * Nodes nothing happens to are kept as they are, so an unchanged graph comes back identical.
 * @param keep tensors left as they are, with everything below them
 */
export function rewrite(outputs: readonly Tensor[], rule: Rule, keep: Iterable<Tensor> = []): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  const current = (x: Tensor): Tensor => replaced.get(x) ?? x;
  for (const node of nodesOf(outputs, keep)) {
    const results = within(node.origin, () => {
      const rebuilt = withInputs(node, node.inputs.map(current));
      return rule(rebuilt, node) ?? rebuilt.outputs;
    });
    node.outputs.forEach((output, i) => {
      const result = results[i] as Tensor;
      if (result !== output) replaced.set(output, result);
    });
  }
  return outputs.map(current);
}

/** The same op applied to other inputs of the same types. */
export function withInputs(node: Node, inputs: readonly Tensor[]): Node {
  if (inputs.every((input, i) => input === node.inputs[i])) return node;
  return (apply(node.op, inputs, node.attributes)[0] as Tensor).node;
}

/** Graph with some tensors replaced by others. What only the replaced ones are made of is not looked at. */
export function substitute(outputs: readonly Tensor[], replacements: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  const replaced = new Map(replacements);
  const current = (x: Tensor): Tensor => replaced.get(x) ?? x;
  for (const node of nodesOf(outputs, replacements.keys())) {
    const rebuilt = within(node.origin, () => withInputs(node, node.inputs.map(current)));
    if (rebuilt === node) continue;
    for (const output of node.outputs) replaced.set(output, rebuilt.outputs[output.index] as Tensor);
  }
  return outputs.map(current);
}

/** How often each tensor is an input of a node, or an output. */
export function countUses(outputs: readonly Tensor[]): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  const count = (x: Tensor): unknown => uses.set(x, (uses.get(x) ?? 0) + 1);
  outputs.forEach(count);
  for (const node of nodesOf(outputs)) node.inputs.forEach(count);
  return uses;
}
