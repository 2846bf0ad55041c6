import { isFloat } from "../core/dtype.ts";
import { broadcastShapes, sizeOf } from "../core/shape.ts";
import type { Node, Tensor } from "../core/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { limitsOf } from "../ops/support.ts";
import { uniformValue } from "./uniform.ts";

/**
 * Factors that are small beside what they multiply are multiplied first: s · (x · c) = x · (s · c), so that one pass over
 * memory is left of two. A negation is a factor of -1, a division by a constant one of its inverse where that is exact or
 * another factor rounds anyway.
 */
export function gatherFactors(node: Node): Tensor | undefined {
  if (node.op.name !== "mul" || !isFloat((node.outputs[0] as Tensor).dtype)) return undefined;
  const [a, b] = node.inputs as [Tensor, Tensor];
  return regroup(node, a, b) ?? regroup(node, b, a);
}

/** factor · (x · c), or undefined where that is not what the operands are. */
function regroup(node: Node, factor: Tensor, product: Tensor): Tensor | undefined {
  const size = (node.outputs[0] as Tensor).size;
  const { op, inputs } = product.node;
  if (factor.size >= size || product.size !== size) return undefined;
  const x = inputs[0] as Tensor;
  if (op.name === "neg") return mul(x, mul(factor, -1));
  if (op.name === "mul") {
    const [p, q] = inputs as [Tensor, Tensor];
    return grouped(p, factor, q, size) ?? grouped(q, factor, p, size);
  }
  const divisor = op.name === "div" ? uniformValue(inputs[1] as Tensor) : undefined;
  const known = uniformValue(factor);
  if (divisor === undefined || known === undefined || x.size !== size || !isSafe(known / divisor, x)) return undefined;
  return mul(x, known / divisor);
}

function grouped(x: Tensor, factor: Tensor, c: Tensor, size: number): Tensor | undefined {
  if (x.size !== size || c.size >= size) return undefined;
  if (sizeOf(broadcastShapes("factors", [factor.shape, c.shape])) >= size) return undefined;
  const [known, constant] = [uniformValue(factor), uniformValue(c)];
  if (known !== undefined && constant !== undefined)
    return isSafe(known * constant, x) ? mul(x, known * constant) : undefined;
  return mul(x, mul(factor, c));
}

/** Whether a factor is a normal number of the dtype: one that is not would lose digits that two factors keep. */
function isSafe(value: number, x: Tensor): boolean {
  const { tiny, max } = limitsOf(x);
  return value === 0 || (Math.abs(value) >= tiny && Math.abs(value) <= max);
}
