import { constant, type Node, type Tensor } from "../core/tensor.ts";
import { fullLike } from "../ops/structure.ts";
import { rewrite } from "../rewrite/graph.ts";

/** Ops that give zeros where an operand has no elements: the sum over nothing is 0. */
const sums: ReadonlySet<string> = new Set(["sum", "sumTo", "matMul"]);

/**
 * Computes what has no elements, and sums over nothing: several of ONNX Runtime's kernels refuse an empty operand, and a
 * batch may be empty.
 */
export function dropEmpty(outputs: readonly Tensor[]): Tensor[] {
  return rewrite(outputs, (node) => (isEmpty(node) ? node.outputs.map(zeros) : undefined));
}

function isEmpty({ op, inputs, outputs }: Node): boolean {
  if (inputs.length === 0) return false;
  return outputs.every((x) => x.size === 0) || (sums.has(op.name) && inputs.some((x) => x.size === 0));
}

function zeros(x: Tensor): Tensor {
  const { shape, dtype, domain, size } = x;
  return size === 0 ? constant([], { shape, dtype, domain }) : fullLike(x, 0);
}
