import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { nodesOf, withInputs } from "./graph.ts";

/**
 * Swaps steps whose order does not matter, so that the later one works on less: maxPool(relu(x)) becomes relu(maxPool(x)).
 * Values and gradients stay the same: relu keeps the order of elements, and those it makes equal are 0 and pass no gradient.
 * @param outputs the graph's results
 * @param keep tensors that stay what they are: something is differentiated by them
 */
export function commute(outputs: readonly Tensor[], keep: readonly Tensor[] = []): Tensor[] {
  const shared = sharedTensors([...outputs, ...keep]);
  const replaced = new Map<Tensor, Tensor>();
  const current = (x: Tensor): Tensor => replaced.get(x) ?? x;
  for (const node of nodesOf(outputs, keep)) {
    const [given] = node.inputs;
    const source = given === undefined ? undefined : current(given).node;
    const swap = node.op.name === "maxPool" && source?.op.name === "relu" && !shared.has(given as Tensor);
    const inputs = swap ? source.inputs : node.inputs.map(current);
    const rebuilt = withInputs(node, inputs);
    node.outputs.forEach((output, i) => {
      const result = rebuilt.outputs[i] as Tensor;
      if (result !== output) replaced.set(output, swap ? relu(result) : result);
    });
  }
  return outputs.map(current);
}

/** Tensors that more than one node uses, or that are results themselves. */
function sharedTensors(outputs: readonly Tensor[]): Set<Tensor> {
  const seen = new Set<Tensor>(outputs);
  const shared = new Set<Tensor>(outputs);
  for (const node of nodesOf(outputs))
    for (const x of new Set(node.inputs)) {
      if (seen.has(x)) shared.add(x);
      seen.add(x);
    }
  return shared;
}
