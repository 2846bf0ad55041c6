import { within } from "../core/origin.ts";
import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { countUses, rewrite, withInputs } from "./graph.ts";

/**
 * Swaps steps whose order does not matter, so that the later one works on less: maxPool(relu(x)) becomes relu(maxPool(x)),
 * where nothing else reads relu(x).
 * Values and gradients stay the same: relu keeps the order of elements, and those it makes equal are 0 and pass no gradient.
 * @param outputs the graph's results
 * @param keep tensors that stay what they are: something is differentiated by them
 */
export function commute(outputs: readonly Tensor[], keep: readonly Tensor[] = []): Tensor[] {
  const uses = countUses([...outputs, ...keep]);
  return rewrite(
    outputs,
    (node, before) => {
      if (node.op.name !== "maxPool" || uses.get(before.inputs[0] as Tensor) !== 1) return undefined;
      const { op, inputs } = (node.inputs[0] as Tensor).node;
      if (op.name !== "relu") return undefined;
      const pooled = withInputs(node, inputs).outputs[0] as Tensor;
      return [within((node.inputs[0] as Tensor).node.origin, () => relu(pooled))];
    },
    keep,
  );
}
