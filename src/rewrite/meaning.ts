import type { Tensor } from "../core/tensor.ts";

/** Ops besides movers whose result has the values of their first input. */
const keepers: ReadonlySet<string> = new Set(["identity", "cast", "stopGradient", "split"]);

/**
 * The tensor whose elements these are: below reshapes, transposes, slices and everything else that computes nothing.
 * A concatenation of results of one op is followed to the first of them.
 */
export function originOf(x: Tensor): Tensor {
  const { op, inputs } = x.node;
  if (op.moves || keepers.has(op.name)) return originOf(inputs[0] as Tensor);
  if (op.name !== "concat") return x;
  const origins = inputs.map(originOf);
  const [first] = origins as [Tensor];
  return origins.every((each) => each.node.op === first.node.op) ? first : x;
}
